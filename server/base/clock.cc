#include "server/base/clock.h"

namespace mcspec::base {

// The wall clock is read first, so that whatever passes in between makes this one late, not early:
// what is due at a moment is never due before it.
RealClock::RealClock() noexcept
    : wall_at_construction_(std::chrono::system_clock::now().time_since_epoch()),
      monotonic_at_construction_(std::chrono::steady_clock::now()) {}

Instant RealClock::now() const noexcept {
  const auto passed = std::chrono::steady_clock::now() - monotonic_at_construction_;
  const auto wall = wall_at_construction_ + passed;
  return static_cast<Instant>(std::chrono::duration_cast<std::chrono::seconds>(wall).count());
}

}  // namespace mcspec::base
