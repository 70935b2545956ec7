#pragma once

#include "server/net/reactor.h"

namespace mcspec::net {

/// Lets any thread wake one that sleeps in its reactor. To be added to that reactor.
class Wakeup final : public Channel {
 public:
  Wakeup() noexcept;

  /// Why it cannot be used: an errno; 0 if it can.
  int error() const noexcept { return error_; }

  /// Makes it ready. Safe to call from any thread, and from signal handlers.
  void signal() noexcept;

  /// Ends its being ready; called by the thread that was woken, before it looks for the reason.
  void clear() noexcept;

 private:
  int error_ = 0;
};

}  // namespace mcspec::net
