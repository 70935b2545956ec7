#include "server/engine/prefix_counters.h"

#include <gtest/gtest.h>

#include <thread>

namespace mcspec::engine {
namespace {

TEST(PrefixCounters, CountNothingUntilTurnedOn) {
  PrefixCounters counters(':');
  counters.count_set("a:1");
  EXPECT_TRUE(counters.list().empty());
  counters.set_on(true);
  counters.count_set("a:1");
  counters.set_on(false);
  counters.count_set("a:1");
  ASSERT_EQ(counters.list().size(), 1U);
  EXPECT_EQ(counters.list()[0].sets, 1U);
}

TEST(PrefixCounters, CountByWhatComesBeforeTheFirstEnd) {
  PrefixCounters counters('_');
  counters.set_on(true);
  counters.count_get("b_1_2", true);
  counters.count_get("b_3", false);
  counters.count_set("a_");
  counters.count_delete("a_1");
  counters.count_delete("_nothing");
  counters.count_set("without:end");
  const auto list = counters.list();
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].prefix, "");
  EXPECT_EQ(list[0].deletes, 1U);
  EXPECT_EQ(list[1].prefix, "a");
  EXPECT_EQ(list[1].sets, 1U);
  EXPECT_EQ(list[1].deletes, 1U);
  EXPECT_EQ(list[1].gets, 0U);
  EXPECT_EQ(list[2].prefix, "b");
  EXPECT_EQ(list[2].gets, 2U);
  EXPECT_EQ(list[2].hits, 1U);
}

TEST(PrefixCounters, HoldABoundedNumberOfPrefixes) {
  PrefixCounters counters(':');
  counters.set_on(true);
  counters.count_set("first:");
  for (std::size_t number = 0; number < PrefixCounters::kPrefixesMax + 10; ++number) {
    counters.count_set(std::to_string(number) + ":");
  }
  counters.count_set("first:");
  const auto list = counters.list();
  ASSERT_EQ(list.size(), PrefixCounters::kPrefixesMax);
  EXPECT_EQ(list.back().prefix, "first");
  EXPECT_EQ(list.back().sets, 2U);
}

TEST(PrefixCounters, ForgetWhatWasCountedWhenCleared) {
  PrefixCounters counters(':');
  counters.set_on(true);
  counters.count_set("a:1");
  counters.clear();
  EXPECT_TRUE(counters.list().empty());
  EXPECT_TRUE(counters.is_on());
}

TEST(PrefixCounters, CountFromManyThreads) {
  PrefixCounters counters(':');
  counters.set_on(true);
  constexpr std::uint64_t kRounds = 2000;
  const auto count = [&counters] {
    for (std::uint64_t round = 0; round < kRounds; ++round) counters.count_get("a:1", true);
  };
  std::thread other(count);
  count();
  other.join();
  ASSERT_EQ(counters.list().size(), 1U);
  EXPECT_EQ(counters.list()[0].gets, 2 * kRounds);
  EXPECT_EQ(counters.list()[0].hits, 2 * kRounds);
}

}  // namespace
}  // namespace mcspec::engine
