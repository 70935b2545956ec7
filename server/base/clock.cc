#include "server/base/clock.h"

#include <chrono>

namespace mcspec::base {
namespace {

std::int64_t monotonic_seconds() noexcept {
  const auto elapsed = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
}

std::int64_t wall_seconds() noexcept {
  const auto elapsed = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
}

}  // namespace

RealClock::RealClock() noexcept : base_seconds_(wall_seconds() - monotonic_seconds()) {}

Instant RealClock::now() const noexcept {
  return static_cast<Instant>(base_seconds_ + monotonic_seconds());
}

}  // namespace mcspec::base
