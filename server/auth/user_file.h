#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "server/auth/users.h"

namespace mcspec::auth {

/// The password file of memcached's option -Y, as it was last read. Safe to use from many threads.
class UserFile {
 public:
  explicit UserFile(std::string path) : path_(std::move(path)) {}

  /// Reads the file, again if need be. Why it cannot be used, with its name; nothing has changed
  /// then.
  std::optional<std::string> load();

  /// See Users::admit. Nobody before the first load.
  bool admit(std::string_view user, std::string_view password) const noexcept;

 private:
  const std::string path_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Users> users_;  ///< under mutex_
};

/// The octets of a file; empty if it cannot be read, with the reason in errno.
std::optional<std::string> read_file(const std::string& path);

}  // namespace mcspec::auth
