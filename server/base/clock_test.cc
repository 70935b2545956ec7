#include "server/base/clock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace mcspec::base {
namespace {

std::int64_t wall_seconds() {
  const auto elapsed = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
}

TEST(RealClock, StartsAtTheWallClock) {
  const std::int64_t before = wall_seconds();
  const RealClock clock;
  const std::int64_t now = clock.now();
  const std::int64_t after = wall_seconds();
  EXPECT_GE(now, before - 1);
  EXPECT_LE(now, after);
}

TEST(RealClock, IsNeverAheadOfTheWallClockWheneverItWasMade) {
  constexpr int kSteps = 110;  // a little more than a second, so that every phase has its turn
  std::vector<RealClock> clocks;
  for (int step = 0; step < kSteps; ++step) {
    clocks.emplace_back();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    for (const RealClock& clock : clocks) {
      const std::int64_t now = clock.now();
      ASSERT_LE(now, wall_seconds());
    }
  }
}

TEST(RealClock, NeverGoesBack) {
  const RealClock clock;
  Instant last = clock.now();
  for (int reading = 0; reading < 100'000; ++reading) {
    const Instant now = clock.now();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(ManualClock, StandsStillUntilItIsMoved) {
  ManualClock clock(1000);
  EXPECT_EQ(clock.now(), 1000U);
  EXPECT_EQ(clock.now(), 1000U);
  clock.advance(30);
  EXPECT_EQ(clock.now(), 1030U);
}

}  // namespace
}  // namespace mcspec::base
