#include "server/base/adjustable_clock.h"

#include <gtest/gtest.h>

#include <limits>

namespace mcspec::base {
namespace {

constexpr Instant kStart = 1'000'000;

class AdjustableClockTest : public testing::Test {
 protected:
  ManualClock below_{kStart};
  AdjustableClock clock_{below_};
};

TEST_F(AdjustableClockTest, RunsWithTheClockUnderneath) {
  EXPECT_EQ(clock_.now(), kStart);
  below_.advance(7);
  EXPECT_EQ(clock_.now(), kStart + 7);
}

TEST_F(AdjustableClockTest, StandsStillWhilePaused) {
  clock_.pause();
  below_.advance(7);
  clock_.pause();
  EXPECT_EQ(clock_.now(), kStart);
  clock_.resume();
  EXPECT_EQ(clock_.now(), kStart + 7);
}

TEST_F(AdjustableClockTest, AddsTheSumOfAllStepsAtEachWhilePaused) {
  clock_.pause();
  clock_.step(3);
  EXPECT_EQ(clock_.now(), kStart + 3);
  clock_.step(3);
  EXPECT_EQ(clock_.now(), kStart + 9);
  clock_.step(0);
  EXPECT_EQ(clock_.now(), kStart + 15);
  clock_.step(-6);
  EXPECT_EQ(clock_.now(), kStart + 15);
}

TEST_F(AdjustableClockTest, IsAheadByTheSumOfAllStepsWhenItRuns) {
  clock_.step(3);
  clock_.step(4);
  EXPECT_EQ(clock_.now(), kStart + 7);
  clock_.pause();
  clock_.step(1);
  EXPECT_EQ(clock_.now(), kStart + 15);
  clock_.resume();
  EXPECT_EQ(clock_.now(), kStart + 8);
}

TEST_F(AdjustableClockTest, StaysWithinWhatAnInstantCanBe) {
  clock_.pause();
  clock_.step(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(clock_.now(), 1U);
  clock_.step(std::numeric_limits<std::int64_t>::max());
  clock_.step(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(clock_.now(), std::numeric_limits<Instant>::max());
}

}  // namespace
}  // namespace mcspec::base
