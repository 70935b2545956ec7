#pragma once

#include <atomic>

#include "server/base/clock.h"

namespace mcspec::store {

/// Flushes that take effect by the clock: from its moment on, one covers what was neither written
/// nor read after that moment. covers() may be called from any thread; the others from one at a
/// time.
class FlushMoments {
 public:
  /// Replaces the flush to come; kNever: there is none. One that came in an earlier second stays,
  /// one of this very second does not. Requires: `moment` is not before `now`.
  void schedule(base::Instant moment, base::Instant now) noexcept {
    const base::Instant due = due_.load(std::memory_order_relaxed);
    // Moments only ever come later, so the last that has come covers those before it.
    if (has_come(due, now) && due < now) past_.store(due, std::memory_order_relaxed);
    due_.store(moment, std::memory_order_relaxed);
  }

  /// The flush scheduled last, whether it has come or not; kNever: none.
  base::Instant due() const noexcept { return due_.load(std::memory_order_relaxed); }

  /// Forgets them all.
  void clear() noexcept {
    due_.store(base::kNever, std::memory_order_relaxed);
    past_.store(base::kNever, std::memory_order_relaxed);
  }

  /// Whether an item last written or read at `last_read` is flushed at `now`.
  bool covers(base::Instant last_read, base::Instant now) const noexcept {
    const base::Instant past = past_.load(std::memory_order_relaxed);
    if (past != base::kNever && last_read <= past) return true;
    const base::Instant due = due_.load(std::memory_order_relaxed);
    return has_come(due, now) && last_read <= due;
  }

 private:
  static bool has_come(base::Instant moment, base::Instant now) noexcept {
    return moment != base::kNever && moment <= now;
  }

  std::atomic<base::Instant> due_{base::kNever};
  std::atomic<base::Instant> past_{base::kNever};
};

}  // namespace mcspec::store
