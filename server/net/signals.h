#pragma once

#include <cstdint>
#include <optional>

#include "server/net/reactor.h"

namespace mcspec::net {

/// What an operator has asked for by a signal.
enum class Signal : std::uint8_t {
  stop,     ///< SIGTERM, SIGINT or SIGUSR1
  hang_up,  ///< SIGHUP: read again what can be read again
};

/// Signals as something a reactor can wait for instead of as interruptions.
class Signals final : public Channel {
 public:
  /// Blocks them in this thread, and so in the threads it starts from now on.
  Signals() noexcept;

  /// Why it cannot be used: an errno; 0 if it can.
  int error() const noexcept { return error_; }

  /// The next one that has come; empty if there is none.
  std::optional<Signal> take() noexcept;

 private:
  int error_ = 0;
};

}  // namespace mcspec::net
