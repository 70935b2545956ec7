#include <gtest/gtest.h>

#include <string>

#include "server/engine/engine_testing.h"

namespace mcspec::engine {
namespace {

TEST_F(EngineTest, ArithmeticAddsAndTakesAway) {
  set("key", "10");
  EXPECT_EQ(run(Arithmetic{.key = "key"}).number, 11U);
  EXPECT_EQ(run(Arithmetic{.key = "key", .delta = 5, .decrement = true}).number, 6U);
  EXPECT_EQ(run(Arithmetic{.key = "key", .delta = 0}).number, 6U);
}

TEST_F(EngineTest, ArithmeticWrapsUpwardsAndStopsAtZero) {
  set("key", "18446744073709551615");
  EXPECT_EQ(run(Arithmetic{.key = "key", .delta = 2}).number, 1U);
  EXPECT_EQ(run(Arithmetic{.key = "key", .delta = 9'000, .decrement = true}).number, 0U);
  set("key", "18446744073709551615");
  EXPECT_EQ(run(Arithmetic{.key = "key", .delta = 9223372036854775808U, .decrement = true}).number,
            9223372036854775807U);
}

TEST_F(EngineTest, ArithmeticPadsAShorterNumber) {
  set("key", "100");
  EXPECT_EQ(run(Arithmetic{.key = "key", .decrement = true}).item.value(), "99 ");
  EXPECT_EQ(run(Arithmetic{.key = "key"}).item.value(), "100");
  set("key", "0012 ab");
  EXPECT_EQ(run(Arithmetic{.key = "key"}).item.value(), "13     ");
}

TEST_F(EngineTest, ArithmeticMakesRoomForALongerNumber) {
  set("key", "9", 99, 100);
  const Outcome outcome = run(Arithmetic{.key = "key"});
  EXPECT_EQ(outcome.item.value(), "10");
  EXPECT_EQ(outcome.item.flags(), 99U);
  EXPECT_EQ(outcome.item.deadline(), clock_.now() + 100);
  EXPECT_EQ(outcome.deadline_before, clock_.now() + 100);
}

TEST_F(EngineTest, ArithmeticSetsCasAndExpirationWhetherTheNumberGrowsOrNot) {
  for (const std::string_view value : {"1", "9"}) {
    set("key", value, 0, 90);
    const Outcome outcome = run(Arithmetic{.key = "key", .set_cas = 777, .expiry = 30});
    EXPECT_EQ(outcome.cas, 777U);
    EXPECT_EQ(outcome.item.cas(), 777U);
    EXPECT_EQ(outcome.item.deadline(), clock_.now() + 30);
    EXPECT_EQ(outcome.deadline_before, clock_.now() + 90);
  }
  EXPECT_EQ(run(Arithmetic{.key = "key", .set_cas = 0}).item.cas(), 0U);
}

TEST_F(EngineTest, ArithmeticDrawsACasUnique) {
  const std::uint64_t cas = set("key", "9");
  EXPECT_EQ(run(Arithmetic{.key = "key"}).cas, cas + 1);
  EXPECT_EQ(run(Arithmetic{.key = "key"}).item.cas(), cas + 2);
}

TEST_F(EngineTest, ArithmeticRefusesWhatIsNoNumber) {
  for (const std::string_view value : {"", "abc", "-1", "18446744073709551616"}) {
    set("key", value);
    EXPECT_EQ(run(Arithmetic{.key = "key"}).verdict, Verdict::not_a_number);
    EXPECT_EQ(value_of("key"), value);
  }
}

TEST_F(EngineTest, ArithmeticTakesLargeValuesForNoNumber) {
  std::string value(524'289, ' ');
  value.front() = '1';
  set("key", value);
  EXPECT_EQ(run(Arithmetic{.key = "key"}).verdict, Verdict::not_a_number);
  value.pop_back();
  set("key", value);
  EXPECT_EQ(run(Arithmetic{.key = "key"}).number, 2U);
}

TEST_F(EngineTest, ArithmeticComparesCasBeforeItReadsTheNumber) {
  set("text", "a");
  EXPECT_EQ(run(Arithmetic{.key = "text", .compare_cas = 999}).verdict, Verdict::exists);
  set("empty", "");
  EXPECT_EQ(run(Arithmetic{.key = "empty", .compare_cas = 999}).verdict, Verdict::not_a_number);
  const std::uint64_t cas = set("key", "1");
  EXPECT_EQ(run(Arithmetic{.key = "key", .compare_cas = cas}).number, 2U);
  EXPECT_EQ(run(Arithmetic{.key = "key", .compare_cas = cas}).verdict, Verdict::exists);
}

TEST_F(EngineTest, ArithmeticFindsNothingToChange) {
  EXPECT_EQ(run(Arithmetic{.key = "key"}).verdict, Verdict::not_found);
  EXPECT_EQ(run(Arithmetic{.key = "key", .compare_cas = 5}).verdict, Verdict::not_found);
}

TEST_F(EngineTest, ArithmeticCreatesWhatIsMissing) {
  const Outcome outcome = run(Arithmetic{.key = "key",
                                         .delta = 10,
                                         .compare_cas = 5,
                                         .set_cas = 4'321,
                                         .expiry = 7,
                                         .vivify = 90,
                                         .initial = 13,
                                         .encoded_key = true});
  EXPECT_EQ(outcome.verdict, Verdict::stored);
  EXPECT_TRUE(outcome.created);
  EXPECT_EQ(outcome.number, 13U);
  EXPECT_EQ(outcome.cas, 4'321U);
  EXPECT_EQ(outcome.item.value(), "13");
  EXPECT_EQ(outcome.item.flags(), 0U);
  EXPECT_EQ(outcome.item.deadline(), clock_.now() + 90);
  EXPECT_TRUE(outcome.item.encoded_key());
}

TEST_F(EngineTest, ArithmeticShowsWhatItCreatesAlreadyExpired) {
  EXPECT_EQ(run(Arithmetic{.key = "key", .vivify = -1, .initial = 5}).number, 5U);
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, ArithmeticKeepsStaleMarksInPlaceAndDropsThemWhenItGrows) {
  set("in place", "1");
  (void)run(Remove{.key = "in place", .invalidate = true});
  (void)run(Arithmetic{.key = "in place"});
  EXPECT_EQ(marks_of("in place"), "XW");
  set("grows", "9");
  (void)run(Remove{.key = "grows", .invalidate = true});
  (void)run(Arithmetic{.key = "grows"});
  EXPECT_EQ(marks_of("grows"), "");
}

TEST_F(EngineTest, ArithmeticKeepsThatTheKeyWasSentEncoded) {
  (void)run(Store{.key = "key", .value = "9", .encoded_key = true});
  EXPECT_TRUE(run(Arithmetic{.key = "key"}).item.encoded_key());
}

TEST_F(EngineTest, ArithmeticCountsAsUseButNotAsARead) {
  set("key", "1");
  clock_.advance(10);
  (void)run(Arithmetic{.key = "key"});
  EXPECT_EQ(peek("key").last_read_before, clock_.now());
  EXPECT_FALSE(peek("key").fetched_before);
}

TEST_F(EngineTest, ArithmeticCountsAsMemcachedDoes) {
  (void)run(Arithmetic{.key = "key"});
  (void)run(Arithmetic{.key = "key", .decrement = true});
  (void)run(Arithmetic{.key = "key", .vivify = 0});
  (void)run(Arithmetic{.key = "key"});
  (void)run(Arithmetic{.key = "key", .decrement = true});
  (void)run(Arithmetic{.key = "key", .compare_cas = 999});
  const Statistics statistics = engine_.statistics();
  EXPECT_EQ(statistics.incr_hits, 1U);
  EXPECT_EQ(statistics.incr_misses, 1U);
  EXPECT_EQ(statistics.decr_hits, 1U);
  EXPECT_EQ(statistics.decr_misses, 1U);
  EXPECT_EQ(statistics.cmd_set, 0U);
  EXPECT_EQ(store_.statistics().total_items, 1U);
}

TEST_F(FullEngineTest, ArithmeticSaysSoWhenThereIsNoRoom) {
  EXPECT_EQ(full_.execute(Arithmetic{.key = "key", .vivify = 0}, clock_.now()).verdict,
            Verdict::out_of_memory);
}

}  // namespace
}  // namespace mcspec::engine
