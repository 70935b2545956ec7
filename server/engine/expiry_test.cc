#include "server/engine/expiry.h"

#include <gtest/gtest.h>

namespace mcspec::engine {
namespace {

constexpr base::Instant kNow = 1'700'000'000;

TEST(Expiry, IsNeverForZero) { EXPECT_EQ(expires_at(0, kNow), base::kNever); }

TEST(Expiry, CountsFromNowUpToThirtyDays) {
  EXPECT_EQ(expires_at(1, kNow), kNow + 1);
  EXPECT_EQ(expires_at(2'592'000, kNow), kNow + 2'592'000);
}

TEST(Expiry, IsAMomentAboveThirtyDays) {
  EXPECT_EQ(expires_at(2'592'001, kNow), 2'592'001U);
  EXPECT_EQ(expires_at(kNow + 50, kNow), kNow + 50);
  EXPECT_EQ(expires_at(2'147'483'647, kNow), 2'147'483'647U);
  EXPECT_EQ(expires_at(0xffffffff, kNow), 0xffffffffU);
}

TEST(Expiry, IsPastForNegatives) {
  for (const Exptime exptime : {Exptime{-1}, Exptime{-2'147'483'648}}) {
    const base::Instant deadline = expires_at(exptime, kNow);
    EXPECT_NE(deadline, base::kNever);
    EXPECT_TRUE(is_expired(deadline, kNow));
    EXPECT_TRUE(is_expired(deadline, 1));
  }
}

TEST(Expiry, DoesNotWrapAtTheEndOfTime) {
  EXPECT_EQ(expires_at(2'592'000, 0xfffffff0), 0xffffffffU);
  EXPECT_EQ(expires_at(std::int64_t{1} << 40, kNow), 0xffffffffU);
}

TEST(Expiry, TakesEffectAtTheDeadlineItself) {
  EXPECT_FALSE(is_expired(kNow + 1, kNow));
  EXPECT_TRUE(is_expired(kNow, kNow));
  EXPECT_TRUE(is_expired(kNow - 1, kNow));
  EXPECT_FALSE(is_expired(base::kNever, kNow));
}

TEST(Expiry, TellsTheTimeToLive) {
  EXPECT_EQ(time_to_live(base::kNever, kNow), -1);
  EXPECT_EQ(time_to_live(kNow + 90, kNow), 90);
  EXPECT_EQ(time_to_live(kNow, kNow), 0);
  EXPECT_EQ(time_to_live(kNow - 5, kNow), 0);
}

}  // namespace
}  // namespace mcspec::engine
