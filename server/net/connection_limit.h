#pragma once

#include <atomic>
#include <cstdint>

#include "server/net/wakeup.h"

namespace mcspec::net {

/// How many connections may be open at once. Taken from by the thread that accepts, given back to
/// by the workers.
class ConnectionLimit {
 public:
  /// Requires: `waiter` outlives the limit.
  ConnectionLimit(std::uint32_t count_max, Wakeup& waiter) noexcept
      : count_max_(count_max), waiter_(waiter) {}

  /// Room for one more, if there is.
  bool take() noexcept {
    if (count_.fetch_add(1) < count_max_) return true;
    count_.fetch_sub(1);
    return false;
  }

  void give_back() noexcept {
    count_.fetch_sub(1);
    if (is_awaited_.exchange(false)) waiter_.signal();
  }

  /// Has the waiter signalled as soon as there is room, which may be at once.
  void await_room() noexcept {
    is_awaited_.store(true);
    // Room given back before the store above has signalled nobody.
    if (count_.load() < count_max_ && is_awaited_.exchange(false)) waiter_.signal();
  }

 private:
  const std::uint32_t count_max_;
  Wakeup& waiter_;
  std::atomic<std::uint32_t> count_{0};
  std::atomic<bool> is_awaited_{false};
};

}  // namespace mcspec::net
