#include <gtest/gtest.h>

#include "server/engine/engine_testing.h"

namespace mcspec::engine {
namespace {

TEST_F(EngineTest, RemoveTakesTheItemAway) {
  set("key", "value");
  const Outcome outcome = run(Remove{.key = "key"});
  EXPECT_EQ(outcome.verdict, Verdict::removed);
  EXPECT_FALSE(outcome.item);
  EXPECT_EQ(outcome.cas, 0U);
  EXPECT_EQ(value_of("key"), "(missing)");
  EXPECT_EQ(run(Remove{.key = "key"}).verdict, Verdict::not_found);
}

TEST_F(EngineTest, RemoveComparesCas) {
  const std::uint64_t cas = set("key", "value");
  EXPECT_EQ(run(Remove{.key = "key", .compare_cas = cas + 1}).verdict, Verdict::exists);
  EXPECT_EQ(run(Remove{.key = "key", .compare_cas = 0}).verdict, Verdict::exists);
  EXPECT_EQ(run(Remove{.key = "key", .compare_cas = cas}).verdict, Verdict::removed);
  EXPECT_EQ(run(Remove{.key = "key", .compare_cas = cas}).verdict, Verdict::not_found);
}

TEST_F(EngineTest, RemoveIgnoresAnExpirationWhenItTakesAway) {
  set("key", "value");
  EXPECT_EQ(run(Remove{.key = "key", .expiry = 30, .set_cas = 5}).verdict, Verdict::removed);
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, RemoveMarksStaleInstead) {
  const std::uint64_t cas = set("key", "value", 7, 90);
  const Outcome outcome = run(Remove{.key = "key", .invalidate = true});
  EXPECT_EQ(outcome.verdict, Verdict::removed);
  EXPECT_EQ(outcome.item.value(), "value");
  EXPECT_EQ(outcome.item.flags(), 7U);
  EXPECT_EQ(outcome.item.deadline(), clock_.now() + 90);
  EXPECT_TRUE(outcome.item.stale());
  EXPECT_GT(outcome.cas, cas);
}

TEST_F(EngineTest, RemoveSetsExpirationAndCasOfWhatItMarksStale) {
  set("key", "value", 0, 90);
  (void)run(Remove{.key = "key", .invalidate = true, .expiry = 30, .set_cas = 5'000});
  EXPECT_EQ(ttl_of("key"), 30);
  EXPECT_EQ(peek("key").cas, 5'000U);
  (void)run(Remove{.key = "key", .invalidate = true, .expiry = -1});
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, RemoveLetsSomebodyWinAgainWhenItMarksStale) {
  set("key", "value", 0, 10);
  EXPECT_TRUE(run(Fetch{.key = "key", .recache = 30}).won);
  (void)run(Remove{.key = "key", .invalidate = true});
  EXPECT_EQ(marks_of("key"), "XW");
  (void)run(Remove{.key = "key", .invalidate = true});
  EXPECT_EQ(marks_of("key"), "XW");
}

TEST_F(EngineTest, RemoveChangesNothingWhenTheCasDiffers) {
  set("key", "value", 0, 90);
  EXPECT_EQ(run(Remove{.key = "key", .compare_cas = 999, .invalidate = true, .expiry = 30}).verdict,
            Verdict::exists);
  EXPECT_EQ(ttl_of("key"), 90);
  EXPECT_EQ(marks_of("key"), "");
}

TEST_F(EngineTest, RemoveEmptiesTheValueAndKeepsTheRest) {
  (void)run(Store{.key = "key", .value = "hi", .flags = 5, .expiry = 90, .set_cas = 77});
  const Outcome outcome = run(Remove{.key = "key", .clear_value = true});
  EXPECT_EQ(outcome.verdict, Verdict::removed);
  EXPECT_EQ(outcome.item.value(), "");
  EXPECT_EQ(outcome.item.flags(), 5U);
  EXPECT_EQ(outcome.item.deadline(), clock_.now() + 90);
  EXPECT_EQ(outcome.cas, 77U);
}

TEST_F(EngineTest, RemoveSetsWhatItIsToldWhenItEmpties) {
  set("key", "hi", 5, 90);
  const Outcome outcome =
      run(Remove{.key = "key", .clear_value = true, .expiry = 30, .set_cas = 777, .flags = 7});
  EXPECT_EQ(outcome.item.flags(), 7U);
  EXPECT_EQ(outcome.item.deadline(), clock_.now() + 30);
  EXPECT_EQ(outcome.item.cas(), 777U);
}

TEST_F(EngineTest, RemoveClearsStaleAndWonWhenItEmpties) {
  set("key", "hi");
  (void)run(Remove{.key = "key", .invalidate = true});
  EXPECT_EQ(marks_of("key"), "XW");
  (void)run(Remove{.key = "key", .clear_value = true});
  EXPECT_EQ(marks_of("key"), "");
}

TEST_F(EngineTest, RemoveEmptiesAndMarksStaleAtOnce) {
  (void)run(Store{.key = "key", .value = "hi", .set_cas = 77});
  const Outcome outcome = run(Remove{.key = "key", .invalidate = true, .clear_value = true});
  EXPECT_EQ(outcome.item.value(), "");
  EXPECT_NE(outcome.cas, 77U);
}

TEST_F(EngineTest, RemoveKeepsThatTheKeyWasSentEncoded) {
  (void)run(Store{.key = "key", .value = "hi", .encoded_key = true});
  EXPECT_TRUE(run(Remove{.key = "key", .clear_value = true}).item.encoded_key());
}

TEST_F(EngineTest, RemoveCountsAsMemcachedDoes) {
  (void)run(Remove{.key = "missing"});
  set("key", "value");
  (void)run(Remove{.key = "key", .compare_cas = 99});
  (void)run(Remove{.key = "key", .invalidate = true});
  (void)run(Remove{.key = "key", .invalidate = true, .clear_value = true});
  EXPECT_EQ(engine_.statistics().delete_hits, 0U);
  EXPECT_EQ(engine_.statistics().delete_misses, 2U);
  (void)run(Remove{.key = "key", .clear_value = true});
  (void)run(Remove{.key = "key"});
  EXPECT_EQ(engine_.statistics().delete_hits, 2U);
  EXPECT_EQ(store_.statistics().total_items, 3U);
}

TEST_F(FullEngineTest, RemoveKeepsTheItemWhenThereIsNoRoomForAnEmptyOne) {
  EXPECT_EQ(full_.execute(Remove{.key = "filler-0", .clear_value = true}, clock_.now()).verdict,
            Verdict::out_of_memory);
  EXPECT_TRUE(full_.execute(Fetch{.key = "filler-0"}, clock_.now()).item);
}

}  // namespace
}  // namespace mcspec::engine
