#include "server/store/flush_moments.h"

#include <gtest/gtest.h>

namespace mcspec::store {
namespace {

TEST(FlushMoments, CoverNothingAtFirst) {
  const FlushMoments moments;
  EXPECT_FALSE(moments.covers(0, 1000));
  EXPECT_FALSE(moments.covers(1000, 1000));
}

TEST(FlushMoments, CoverWhatIsOlderOnceTheyCome) {
  FlushMoments moments;
  moments.schedule(1010, 1000);
  EXPECT_FALSE(moments.covers(1000, 1009));
  EXPECT_TRUE(moments.covers(1000, 1010));
  EXPECT_TRUE(moments.covers(1010, 1010));
  EXPECT_TRUE(moments.covers(1010, 1011));
  EXPECT_FALSE(moments.covers(1011, 1011));
}

TEST(FlushMoments, ReplaceTheOneToCome) {
  FlushMoments moments;
  moments.schedule(1010, 1000);
  moments.schedule(2000, 1000);
  EXPECT_FALSE(moments.covers(1000, 1500));
  moments.schedule(base::kNever, 1500);
  EXPECT_FALSE(moments.covers(1000, 3000));
}

TEST(FlushMoments, KeepTheOneThatHasCome) {
  FlushMoments moments;
  moments.schedule(1010, 1000);
  moments.schedule(5000, 1020);
  EXPECT_TRUE(moments.covers(1010, 1020));
  EXPECT_FALSE(moments.covers(1011, 1020));
}

TEST(FlushMoments, ForgetAllWhenCleared) {
  FlushMoments moments;
  moments.schedule(1010, 1000);
  moments.schedule(1030, 1020);
  moments.clear();
  EXPECT_FALSE(moments.covers(1000, 2000));
  EXPECT_EQ(moments.due(), base::kNever);
}

}  // namespace
}  // namespace mcspec::store
