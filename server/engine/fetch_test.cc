#include <gtest/gtest.h>

#include "server/engine/engine_testing.h"

namespace mcspec::engine {
namespace {

TEST_F(EngineTest, FetchFindsWhatIsStored) {
  const std::uint64_t cas = set("key", "value", 5, 90);
  const Outcome outcome = run(Fetch{.key = "key"});
  EXPECT_EQ(outcome.verdict, Verdict::found);
  EXPECT_EQ(outcome.item.value(), "value");
  EXPECT_EQ(outcome.item.flags(), 5U);
  EXPECT_EQ(outcome.cas, cas);
  EXPECT_EQ(outcome.deadline_before, clock_.now() + 90);
  EXPECT_FALSE(outcome.created || outcome.won || outcome.win_sent || outcome.stale);
}

TEST_F(EngineTest, FetchSaysSoWhenThereIsNone) {
  const Outcome outcome = run(Fetch{.key = "key"});
  EXPECT_EQ(outcome.verdict, Verdict::not_found);
  EXPECT_FALSE(outcome.item);
}

TEST_F(EngineTest, FetchTellsWhatWasBeforeIt) {
  set("key", "value");
  clock_.advance(10);
  const base::Instant stored = clock_.now() - 10;
  EXPECT_FALSE(run(Fetch{.key = "key"}).fetched_before);
  EXPECT_TRUE(run(Fetch{.key = "key"}).fetched_before);
  EXPECT_GT(run(Fetch{.key = "key"}).last_read_before, stored);
}

TEST_F(EngineTest, FetchLeavesNoTraceWithoutBump) {
  set("key", "value");
  clock_.advance(10);
  for (int round = 0; round < 3; ++round) {
    const Outcome outcome = run(Fetch{.key = "key", .bump = false});
    EXPECT_FALSE(outcome.fetched_before);
    EXPECT_EQ(outcome.last_read_before, clock_.now() - 10);
  }
}

TEST_F(EngineTest, FetchSetsTheExpirationOfWhatItFinds) {
  const std::uint64_t cas = set("key", "value", 0, 30);
  EXPECT_EQ(run(Fetch{.key = "key", .expiry = 100}).deadline_before, clock_.now() + 30);
  EXPECT_EQ(ttl_of("key"), 100);
  EXPECT_EQ(peek("key").cas, cas);
  (void)run(Fetch{.key = "key", .expiry = 0});
  EXPECT_EQ(ttl_of("key"), -1);
}

TEST_F(EngineTest, FetchStillShowsWhatItExpires) {
  set("key", "value");
  EXPECT_EQ(run(Fetch{.key = "key", .expiry = -1}).item.value(), "value");
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, FetchFindsNothingAtTheDeadline) {
  set("key", "value", 0, 2);
  clock_.advance(1);
  EXPECT_EQ(value_of("key"), "value");
  clock_.advance(1);
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, FetchCreatesWhatIsMissingAndItsFinderWins) {
  const Outcome outcome = run(Fetch{.key = "key", .vivify = 30, .encoded_key = true});
  EXPECT_EQ(outcome.verdict, Verdict::found);
  EXPECT_TRUE(outcome.created && outcome.won);
  EXPECT_FALSE(outcome.win_sent);
  EXPECT_EQ(outcome.item.value(), "");
  EXPECT_EQ(outcome.item.deadline(), clock_.now() + 30);
  EXPECT_TRUE(outcome.item.encoded_key());
  EXPECT_EQ(outcome.deadline_before, base::kNever);
}

TEST_F(EngineTest, FetchCreatesOnlyOnce) {
  (void)run(Fetch{.key = "key", .vivify = 30});
  const Outcome again = run(Fetch{.key = "key", .vivify = 60});
  EXPECT_FALSE(again.created || again.won);
  EXPECT_TRUE(again.win_sent);
  EXPECT_EQ(again.item.deadline(), clock_.now() + 30);
}

TEST_F(EngineTest, FetchCreatesAnewWhatHasExpired) {
  EXPECT_TRUE(run(Fetch{.key = "key", .vivify = -1}).won);
  EXPECT_EQ(value_of("key"), "(missing)");
  EXPECT_TRUE(run(Fetch{.key = "key", .vivify = 30}).won);
}

TEST_F(EngineTest, FetchGivesWhatItCreatesTheCasItIsTold) {
  EXPECT_EQ(run(Fetch{.key = "a", .vivify = 30, .set_cas = 99}).cas, 99U);
  EXPECT_EQ(run(Fetch{.key = "b", .vivify = 30, .set_cas = 0}).cas, 0U);
  EXPECT_GT(run(Fetch{.key = "c", .vivify = 30}).cas, 1U);
}

TEST_F(FullEngineTest, FetchIsAMissWhenThereIsNoRoomToCreate) {
  const Outcome outcome = full_.execute(Fetch{.key = "key", .vivify = 30}, clock_.now());
  EXPECT_EQ(outcome.verdict, Verdict::not_found);
  EXPECT_EQ(full_.statistics().get_misses, 1U);
}

TEST_F(EngineTest, FetchLetsOneReaderWinWhenTimeIsShort) {
  set("key", "value", 0, 100);
  EXPECT_FALSE(run(Fetch{.key = "key", .recache = 30}).won);
  EXPECT_FALSE(run(Fetch{.key = "key", .recache = 100}).won);
  EXPECT_TRUE(run(Fetch{.key = "key", .recache = 101}).won);
  const Outcome next = run(Fetch{.key = "key", .recache = 101});
  EXPECT_FALSE(next.won);
  EXPECT_TRUE(next.win_sent);
}

TEST_F(EngineTest, FetchLetsNobodyWinWithoutAnExpirationOrAToken) {
  set("immortal", "value");
  EXPECT_FALSE(run(Fetch{.key = "immortal", .recache = 100}).won);
  set("key", "value", 0, 10);
  EXPECT_FALSE(run(Fetch{.key = "key", .recache = 0}).won);
  EXPECT_FALSE(run(Fetch{.key = "key", .recache = -1}).won);
  EXPECT_FALSE(run(Fetch{.key = "key", .recache = 2'592'001}).won);
  EXPECT_TRUE(run(Fetch{.key = "key", .recache = 2'147'483'647}).won);
}

TEST_F(EngineTest, FetchJudgesTheTimeBeforeOrAfterItSetsIt) {
  set("a", "value", 0, 10);
  EXPECT_FALSE(
      run(Fetch{.key = "a", .expiry = 90, .recache = 30, .recache_after_expiry = true}).won);
  set("b", "value", 0, 10);
  EXPECT_TRUE(run(Fetch{.key = "b", .expiry = 90, .recache = 30}).won);
}

TEST_F(EngineTest, FetchLetsOneReaderOfAStaleItemWin) {
  set("key", "value");
  (void)run(Remove{.key = "key", .invalidate = true});
  EXPECT_EQ(marks_of("key"), "XW");
  EXPECT_EQ(marks_of("key"), "ZX");
  EXPECT_EQ(marks_of("key"), "ZX");
}

TEST_F(EngineTest, FetchLeavesTheWinToReadersThatCan) {
  set("key", "value");
  (void)run(Remove{.key = "key", .invalidate = true});
  EXPECT_FALSE(run(Fetch{.key = "key"}).won);
  EXPECT_EQ(marks_of("key"), "XW");
}

TEST_F(EngineTest, FetchKeepsTheMarksWhenItOnlyTouches) {
  (void)run(Fetch{.key = "key", .vivify = 30});
  (void)run(Fetch{.key = "key", .count = Fetch::Count::touch, .expiry = 90});
  EXPECT_EQ(marks_of("key"), "Z");
}

TEST_F(EngineTest, FetchCountsAsItIsTold) {
  set("key", "value");
  for (const Fetch::Count count :
       {Fetch::Count::get, Fetch::Count::touch, Fetch::Count::get_and_touch, Fetch::Count::none}) {
    (void)run(Fetch{.key = "key", .count = count});
    (void)run(Fetch{.key = "missing", .count = count});
  }
  const Statistics statistics = engine_.statistics();
  EXPECT_EQ(statistics.get_hits, 1U);
  EXPECT_EQ(statistics.get_misses, 1U);
  EXPECT_EQ(statistics.touch_hits, 2U);
  EXPECT_EQ(statistics.touch_misses, 2U);
}

TEST_F(EngineTest, FetchThatSetsAnExpirationCountsAHitAsTouchAndAMissAsGet) {
  set("key", "value");
  (void)run(Fetch{.key = "key", .expiry = 30});
  (void)run(Fetch{.key = "missing", .expiry = 30});
  const Statistics statistics = engine_.statistics();
  EXPECT_EQ(statistics.touch_hits, 1U);
  EXPECT_EQ(statistics.get_hits, 0U);
  EXPECT_EQ(statistics.touch_misses, 0U);
  EXPECT_EQ(statistics.get_misses, 1U);
}

TEST_F(EngineTest, FetchThatCreatesCountsAsAHit) {
  (void)run(Fetch{.key = "key", .vivify = 30});
  EXPECT_EQ(engine_.statistics().get_hits, 1U);
  EXPECT_EQ(engine_.statistics().cmd_set, 0U);
  EXPECT_EQ(store_.statistics().total_items, 1U);
}

}  // namespace
}  // namespace mcspec::engine
