#pragma once

#include <cstdint>
#include <mutex>

#include "server/base/clock.h"

namespace mcspec::base {

/// Another clock that can be stopped, and set forward and back, so that a test of a whole server
/// need not wait. Unlike other clocks it goes back when it is told to.
/// Source: memcached 1.6.45 built for debugging, memcached.c, clock_handler, and proto_text.c,
/// process_debugtime_command.
class AdjustableClock final : public Clock {
 public:
  /// Runs with `clock`, which outlives it, and shows the same time at first.
  explicit AdjustableClock(const Clock& clock) noexcept : clock_(clock) {}

  Instant now() const noexcept override;

  /// Stands still from now on, if it does not already.
  void pause() noexcept;

  /// Runs on: the time is that of the clock underneath and the sum of all steps.
  void resume() noexcept;

  /// Adds to the sum of the steps. Where it runs, that is the step; where it stands still, the
  /// whole sum is added to the time, so that two steps of 3 seconds move it by 9.
  void step(std::int64_t seconds) noexcept;

 private:
  const Clock& clock_;

  mutable std::mutex mutex_;  ///< of everything below
  std::int64_t sum_ = 0;      ///< of all steps, in seconds
  bool is_paused_ = false;
  Instant paused_at_ = 0;  ///< the time while it stands still
};

}  // namespace mcspec::base
