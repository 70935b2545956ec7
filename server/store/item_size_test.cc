#include "server/store/item_size.h"

#include <gtest/gtest.h>

namespace mcspec::store {
namespace {

constexpr std::uint64_t kDefaultLimit = 1 << 20;

TEST(AccountedSize, LetsTheSameValuesInAsMemcached) {
  EXPECT_EQ(accounted_size(1, 0, 1'048'516, true), kDefaultLimit);
  EXPECT_EQ(accounted_size(1, 5, 1'048'512, true), kDefaultLimit);
  EXPECT_EQ(accounted_size(10, 0, 1'048'507, true), kDefaultLimit);
  EXPECT_EQ(accounted_size(1, 0, 964, true), 1024U);
}

TEST(AccountedSize, IsWhatMemcachedReports) { EXPECT_EQ(accounted_size(1, 0, 1, true), 61U); }

TEST(AccountedSize, IsEightOctetsLessWithoutUniques) {
  EXPECT_EQ(accounted_size(1, 0, 1'048'524, false), kDefaultLimit);
}

TEST(AccountedSize, DoesNotWrapForTheLargestSizes) {
  EXPECT_GT(accounted_size(250, 1, 0xffffffff, true), std::uint64_t{0xffffffff});
}

}  // namespace
}  // namespace mcspec::store
