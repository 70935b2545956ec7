#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mcspec::base {
class Log;
}

namespace mcspec::auth {

/// Starts the SASL library for the whole process, as memcached configures it: its application is
/// `memcached`, its configuration where SASL_CONF_PATH says, or in /etc/sasl or /etc/sasl2. Where
/// `password_file` is not empty, PLAIN asks that file for users, `user:password` a line, anew at
/// each attempt. What went wrong, if anything. To be called once, before other threads are
/// started. Requires: `log` outlives every exchange.
/// Source: memcached 1.6.45, sasl_defs.c.
std::optional<std::string> start_sasl(std::string password_file, base::Log& log);

/// One peer's exchange. Not thread-safe.
class SaslExchange {
 public:
  SaslExchange() noexcept;
  ~SaslExchange();
  SaslExchange(const SaslExchange&) = delete;
  SaslExchange& operator=(const SaslExchange&) = delete;

  enum class Outcome : std::uint8_t {
    admitted,
    more,  ///< the peer is to answer challenge()
    refused,
  };

  /// The names of the mechanisms that the system offers, with spaces between; valid until the next
  /// call. Empty if the library fails.
  std::string_view mechanisms() noexcept;

  /// The peer has chosen a mechanism, and perhaps said something at once. Once somebody was
  /// admitted, nobody else is.
  Outcome start(std::string_view mechanism, std::string_view data) noexcept;

  /// The peer goes on; refused unless start() has asked for more.
  Outcome step(std::string_view data) noexcept;

  /// What to send the peer after `more`; valid until the next call.
  std::string_view challenge() const noexcept { return challenge_; }

 private:
  struct Connection;
  Outcome outcome_of(int result, const char* out, unsigned out_size) noexcept;

  std::unique_ptr<Connection> connection_;
  std::string_view challenge_;
  bool started_ = false;
};

}  // namespace mcspec::auth
