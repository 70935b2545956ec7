#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mcspec::auth {

/// The line of a password file that cannot be read, counted from 1.
struct BadLine {
  std::size_t number = 0;
  std::string_view why;  ///< the end of the sentence "line 3: ..."
};

/// Who may come in with which password. Never changes, so it may be used from many threads.
class Users {
 public:
  /// Where a password ends. In the file of -Y it goes to the end of the line, colons included; in
  /// the one that MEMCACHED_SASL_PWDB names, to a second colon.
  /// Source: memcached 1.6.45, authfile.c; sasl_defs.c.
  enum class PasswordEnd : std::uint8_t { line, colon };

  Users() = default;

  /// Reads lines of `user:password`, of at most 255 octets each. A line without a colon, an empty
  /// one too, is bad, so that half a file lets nobody in whom the whole one does not.
  static std::variant<Users, BadLine> read(std::string_view text,
                                           PasswordEnd end = PasswordEnd::line);

  /// Whether there is such a user with this password. How long that takes tells the sizes of both,
  /// and nothing about what is in them or who there is.
  bool admit(std::string_view user, std::string_view password) const noexcept;

 private:
  struct Entry {
    std::string user;
    std::string password;
  };
  std::vector<Entry> entries_;
};

}  // namespace mcspec::auth
