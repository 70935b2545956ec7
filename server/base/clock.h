#pragma once

#include <chrono>
#include <cstdint>

namespace mcspec::base {

/// A moment in whole seconds since the epoch. Items keep one in 32 bits, which lasts to 2106.
using Instant = std::uint32_t;

/// The deadline of what never expires.
inline constexpr Instant kNever = 0;

/// Where time comes from. Read once per turn of a reactor; everything below takes it as an
/// argument. Implementations are safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  /// The present. Goes back only where a clock says that it can be told to.
  virtual Instant now() const noexcept = 0;
};

/// The machine's time: the wall clock as it was at construction, moved on by the monotonic
/// clock, so that setting the wall clock neither revives nor expires items. Its seconds begin with
/// those of the wall clock, or a moment later.
class RealClock final : public Clock {
 public:
  RealClock() noexcept;
  Instant now() const noexcept override;

 private:
  std::chrono::system_clock::duration wall_at_construction_;  ///< since the epoch
  std::chrono::steady_clock::time_point monotonic_at_construction_;
};

/// Time that stands still until it is moved: for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) noexcept : now_(start) {}
  Instant now() const noexcept override { return now_; }
  void advance(Instant seconds) noexcept { now_ += seconds; }

 private:
  Instant now_;
};

}  // namespace mcspec::base
