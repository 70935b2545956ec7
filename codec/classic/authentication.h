#pragma once

// The handshake of memcached's option -Y: what a connection understands before it is
// authenticated. Source: proto_text.c, try_read_command_asciiauth.

#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/line_search.h"
#include "codec/writer.h"

namespace mcspec::codec::classic {

/// What an attempt to authenticate says. Views into the input that it was found in.
struct Credentials {
  Bytes user;      ///< up to the first space; may be empty
  Bytes password;  ///< all that follows, further spaces included; any octets, may be empty
};

/// What one call of AuthenticationStream::next() found.
enum class AuthenticationEvent : std::uint8_t {
  need_more,    ///< nothing taken; call again with a longer input
  credentials,  ///< an attempt, see credentials(); its line, block and CRLF are consumed
  rejected,     ///< no attempt, see `fault`
};

/// An event and how much of the input it used up. Two registers, like a Step.
struct AuthenticationStep {
  AuthenticationEvent event = AuthenticationEvent::need_more;
  Fault fault = Fault::none;  ///< of a rejection
  bool fatal = false;         ///< of a rejection: nothing more is understood; close
  std::size_t consumed = 0;
};

/// Cuts what comes before authentication into events. An attempt looks like the storage of an item:
///
///     set <any> <any> <any> <size> [<any>...]\r\n
///     <user> <password>\r\n
///
/// where the block has `size` octets. Whatever else comes is rejected a line at a time, `noreply`
/// or not: `unauthenticated`, or `credentials_too_long` as soon as the line says so; behind a
/// block, `bad_termination` or `bad_credentials`. Of these any number may come. A line of fewer
/// than six octets before its LF, or of more than Limits::line_size_max, is fatal.
///
/// Holds no octets itself. The same octets give the same events however they are cut; to that end a
/// line may end in a bare LF, and `set` is a word of its own. One stream per connection; not
/// thread-safe. Whether the credentials are right is for the caller to say: if so, what follows is
/// a RequestStream's, with Negotiation::text, and otherwise this one's again.
class AuthenticationStream {
 public:
  explicit AuthenticationStream(const Limits& limits = {}) noexcept : limits_(limits) {}

  /// Looks at the octets not yet consumed; the caller keeps them, and drops `consumed` of them when
  /// it no longer needs views into them. They are Limits::line_size_max + credentials_size_max + 2
  /// at most before something is found. Behind a fatal rejection it needs more for ever.
  AuthenticationStep next(Bytes input) noexcept;

  /// The last attempt; valid until the next call of next().
  const Credentials& credentials() const noexcept { return credentials_; }

  const Limits& limits() const noexcept { return limits_; }

 private:
  enum class Phase : std::uint8_t {
    line,    ///< at the start of a line
    block,   ///< at the start of the line of an attempt, which has been read
    closed,  ///< behind a fatal rejection
  };

  AuthenticationStep next_line(Bytes input) noexcept;
  AuthenticationStep take_line(Bytes line, Bytes input) noexcept;
  AuthenticationStep next_block(Bytes input) noexcept;
  AuthenticationStep reject(Fault fault, bool fatal, std::size_t consumed) noexcept;

  Limits limits_;
  Phase phase_ = Phase::line;
  LineSearch search_;
  std::uint32_t line_size_ = 0;   ///< of an attempt, its terminator included
  std::uint32_t block_size_ = 0;  ///< of an attempt, its CRLF not counted
  Credentials credentials_;
};

/// Writes an attempt as a client sends it: `set auth 0 0 <size>`, and the block. Writes nothing and
/// says why when nobody could read it: `bad_credentials` if the user has a space,
/// `credentials_too_long` beyond Limits::credentials_size_max.
[[nodiscard]] Fault encode_credentials(Writer& out, const Credentials& credentials,
                                       const Limits& limits = {}) noexcept;

}  // namespace mcspec::codec::classic
