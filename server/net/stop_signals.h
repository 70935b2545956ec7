#pragma once

#include "server/net/reactor.h"

namespace mcspec::net {

/// SIGTERM, SIGINT and SIGUSR1, the signals that ask the server to stop, as something a reactor
/// can wait for instead of as interruptions.
class StopSignals final : public Channel {
 public:
  /// Blocks them in this thread, and so in the threads it starts from now on.
  StopSignals() noexcept;

  /// Why it cannot be used: an errno; 0 if it can.
  int error() const noexcept { return error_; }

 private:
  int error_ = 0;
};

}  // namespace mcspec::net
