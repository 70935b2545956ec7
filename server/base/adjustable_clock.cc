#include "server/base/adjustable_clock.h"

#include <algorithm>
#include <limits>

namespace mcspec::base {
namespace {

/// The farthest a step leads, either way: all times there are, and no overflow in adding two.
constexpr std::int64_t kStepMax = std::numeric_limits<Instant>::max();

std::int64_t within_steps(std::int64_t seconds) noexcept {
  return std::clamp(seconds, -kStepMax, kStepMax);
}

/// Never kNever, which is no moment.
Instant moved(Instant moment, std::int64_t seconds) noexcept {
  const std::int64_t latest = std::numeric_limits<Instant>::max();
  return static_cast<Instant>(std::clamp<std::int64_t>(moment + seconds, 1, latest));
}

}  // namespace

Instant AdjustableClock::now() const noexcept {
  const std::lock_guard hold(mutex_);
  return is_paused_ ? paused_at_ : moved(clock_.now(), sum_);
}

void AdjustableClock::pause() noexcept {
  const std::lock_guard hold(mutex_);
  if (is_paused_) return;
  paused_at_ = moved(clock_.now(), sum_);
  is_paused_ = true;
}

void AdjustableClock::resume() noexcept {
  const std::lock_guard hold(mutex_);
  is_paused_ = false;
}

void AdjustableClock::step(std::int64_t seconds) noexcept {
  const std::lock_guard hold(mutex_);
  sum_ = within_steps(sum_ + within_steps(seconds));
  if (is_paused_) paused_at_ = moved(paused_at_, sum_);
}

}  // namespace mcspec::base
