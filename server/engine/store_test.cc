#include <gtest/gtest.h>

#include <string>

#include "server/engine/engine_testing.h"

namespace mcspec::engine {
namespace {

using Mode = Store::Mode;

TEST_F(EngineTest, StoreSetsAlways) {
  set("key", "one", 5, 90);
  const std::uint64_t cas = set("key", "two");
  const Outcome outcome = peek("key");
  EXPECT_EQ(outcome.item.value(), "two");
  EXPECT_EQ(outcome.item.flags(), 0U);
  EXPECT_EQ(outcome.item.deadline(), base::kNever);
  EXPECT_EQ(outcome.cas, cas);
}

TEST_F(EngineTest, StoreOfThePastReplacesAndIsGone) {
  set("key", "one");
  set("key", "two", 0, -1);
  EXPECT_EQ(value_of("key"), "(missing)");
  EXPECT_EQ(run(Store{.key = "key", .value = "x", .mode = Mode::add}).verdict, Verdict::stored);
}

TEST_F(EngineTest, StoreAddsOnlyWhatIsMissing) {
  const Store add{.key = "key", .value = "one", .mode = Mode::add};
  EXPECT_EQ(run(add).verdict, Verdict::stored);
  const Outcome again = run(add);
  EXPECT_EQ(again.verdict, Verdict::not_stored);
  EXPECT_FALSE(again.item);
  EXPECT_EQ(again.cas, 0U);
}

TEST_F(EngineTest, StoreThatFailsToAddCountsAsUse) {
  set("key", "value");
  clock_.advance(10);
  (void)run(Store{.key = "key", .value = "one", .mode = Mode::add});
  EXPECT_EQ(peek("key").last_read_before, clock_.now());
  EXPECT_FALSE(peek("key").fetched_before);
}

TEST_F(EngineTest, StoreReplacesOnlyWhatIsThere) {
  const Store replace{.key = "key", .value = "two", .mode = Mode::replace};
  EXPECT_EQ(run(replace).verdict, Verdict::not_stored);
  set("key", "one");
  EXPECT_EQ(run(replace).verdict, Verdict::stored);
  EXPECT_EQ(value_of("key"), "two");
}

TEST_F(EngineTest, StoreJoinsAtEitherEndAndKeepsTheRest) {
  set("key", "b", 7, 100);
  EXPECT_EQ(run(Store{.key = "key", .value = "c", .flags = 2, .expiry = 5, .mode = Mode::append})
                .item.value(),
            "bc");
  EXPECT_EQ(
      run(Store{.key = "key", .value = "a", .expiry = -1, .mode = Mode::prepend}).item.value(),
      "abc");
  EXPECT_EQ(peek("key").item.flags(), 7U);
  EXPECT_EQ(ttl_of("key"), 100);
}

TEST_F(EngineTest, StoreJoinsNothingToNothing) {
  const std::uint64_t before = set("key", "");
  const Outcome outcome = run(Store{.key = "key", .mode = Mode::append});
  EXPECT_EQ(outcome.verdict, Verdict::stored);
  EXPECT_EQ(outcome.item.value(), "");
  EXPECT_GT(outcome.cas, before);
}

TEST_F(EngineTest, StoreJoinsToNoMissingKey) {
  EXPECT_EQ(run(Store{.key = "key", .value = "x", .mode = Mode::append}).verdict,
            Verdict::not_stored);
  EXPECT_EQ(run(Store{.key = "key", .value = "x", .mode = Mode::prepend, .compare_cas = 5}).verdict,
            Verdict::not_stored);
}

TEST_F(EngineTest, StoreCreatesAMissingKeyToJoinTo) {
  const Outcome outcome = run(Store{.key = "key",
                                    .value = "hi",
                                    .flags = 4,
                                    .expiry = 10,
                                    .mode = Mode::prepend,
                                    .compare_cas = 5,
                                    .vivify = 90});
  EXPECT_EQ(outcome.verdict, Verdict::stored);
  EXPECT_EQ(outcome.item.value(), "hi");
  EXPECT_EQ(outcome.item.flags(), 4U);
  EXPECT_EQ(outcome.item.deadline(), clock_.now() + 90);
}

TEST_F(EngineTest, StoreKeepsTheOldValueWhenTheJoinedOneIsTooLarge) {
  const std::string value(600'000, 'v');
  set("key", value);
  EXPECT_EQ(run(Store{.key = "key", .value = value, .mode = Mode::append}).verdict,
            Verdict::not_stored);
  EXPECT_EQ(value_of("key"), value);
}

TEST_F(EngineTest, StoreComparesCas) {
  const std::uint64_t cas = set("key", "one");
  const auto compare = [](std::uint64_t compared, Mode mode) {
    return Store{.key = "key", .value = "two", .mode = mode, .compare_cas = compared};
  };
  for (const Mode mode : {Mode::set, Mode::add, Mode::replace, Mode::append, Mode::prepend}) {
    EXPECT_EQ(run(compare(cas + 1, mode)).verdict, Verdict::exists);
    EXPECT_EQ(run(compare(cas - 1, mode)).verdict, Verdict::exists);
    EXPECT_EQ(run(compare(0, mode)).verdict, Verdict::exists);
  }
  EXPECT_EQ(value_of("key"), "one");
  const std::uint64_t next = run(compare(cas, Mode::add)).cas;
  EXPECT_EQ(value_of("key"), "two");
  EXPECT_EQ(run(compare(cas, Mode::set)).verdict, Verdict::exists);
  EXPECT_EQ(run(compare(next, Mode::append)).item.value(), "twotwo");
}

TEST_F(EngineTest, StoreComparesCasWithNothing) {
  for (const Mode mode : {Mode::set, Mode::add, Mode::replace}) {
    EXPECT_EQ(run(Store{.key = "key", .value = "x", .mode = mode, .compare_cas = 5}).verdict,
              Verdict::not_found);
  }
}

TEST_F(EngineTest, StoreCountsHowComparisonsEnd) {
  const std::uint64_t cas = set("key", "one");
  (void)run(Store{.key = "key", .compare_cas = cas + 1});
  (void)run(Store{.key = "missing", .compare_cas = cas});
  (void)run(Store{.key = "key", .compare_cas = cas});
  (void)run(Store{.key = "key", .mode = Mode::append, .compare_cas = cas});
  const Statistics statistics = engine_.statistics();
  EXPECT_EQ(statistics.cas_badval, 1U);
  EXPECT_EQ(statistics.cas_misses, 1U);
  EXPECT_EQ(statistics.cas_hits, 1U);
  EXPECT_EQ(statistics.cmd_set, 5U);
}

TEST_F(EngineTest, StoreDrawsACasUniqueForEveryWholeValue) {
  EXPECT_EQ(set("key", "one"), 2U);
  (void)run(Store{.key = "key", .value = "x", .mode = Mode::add});
  (void)run(Store{.key = "missing", .value = "x", .mode = Mode::append});
  EXPECT_EQ(set("key", "two"), 5U);
}

TEST_F(EngineTest, StoreSetsTheCasItIsTold) {
  EXPECT_EQ(run(Store{.key = "key", .value = "a", .set_cas = 973}).cas, 973U);
  EXPECT_EQ(peek("key").cas, 973U);
  EXPECT_EQ(run(Store{.key = "key", .value = "b", .mode = Mode::append, .set_cas = 6}).cas, 6U);
  EXPECT_EQ(run(Store{.key = "key", .value = "a", .set_cas = 0}).cas, 2U);
}

TEST_F(EngineTest, StoreOutdatesWithAnOlderCas) {
  (void)run(Store{.key = "key", .value = "v1", .expiry = 60, .set_cas = 100});
  const Outcome outcome = run(Store{.key = "key",
                                    .value = "v2",
                                    .flags = 3,
                                    .expiry = 90,
                                    .compare_cas = 50,
                                    .invalidate = true});
  EXPECT_EQ(outcome.verdict, Verdict::stored);
  EXPECT_EQ(outcome.item.value(), "v2");
  EXPECT_EQ(outcome.item.flags(), 3U);
  EXPECT_EQ(outcome.item.deadline(), clock_.now() + 60);
  EXPECT_TRUE(outcome.item.stale());
  EXPECT_EQ(engine_.statistics().cas_hits, 1U);
}

TEST_F(EngineTest, StoreKeepsWhoHasWonWhenItOutdates) {
  (void)run(Store{.key = "key", .value = "v1", .set_cas = 100});
  const Store outdate{.key = "key", .value = "v2", .compare_cas = 1, .invalidate = true};
  (void)run(outdate);
  EXPECT_EQ(marks_of("key"), "XW");
  (void)run(outdate);
  EXPECT_EQ(marks_of("key"), "ZX");
}

TEST_F(EngineTest, StoreOutdatesNothingWithAnEqualOrLaterCas) {
  const std::uint64_t cas = set("key", "v1", 0, 60);
  for (const std::uint64_t compared : {cas + 1, std::uint64_t{0}}) {
    EXPECT_EQ(
        run(Store{.key = "key", .value = "x", .compare_cas = compared, .invalidate = true}).verdict,
        Verdict::exists);
  }
  EXPECT_EQ(run(Store{.key = "key",
                      .value = "x",
                      .mode = Mode::append,
                      .compare_cas = 1,
                      .invalidate = true})
                .verdict,
            Verdict::exists);
  EXPECT_EQ(run(Store{.key = "gone", .value = "x", .compare_cas = 5, .invalidate = true}).verdict,
            Verdict::not_found);
  const Outcome equal =
      run(Store{.key = "key", .value = "v2", .expiry = 90, .compare_cas = cas, .invalidate = true});
  EXPECT_FALSE(equal.item.stale());
  EXPECT_EQ(equal.item.deadline(), clock_.now() + 90);
}

TEST_F(EngineTest, StoreOfAValueClearsStaleAndWon) {
  for (const Mode mode : {Mode::set, Mode::replace, Mode::append, Mode::prepend}) {
    set("key", "value");
    (void)run(Remove{.key = "key", .invalidate = true});
    EXPECT_EQ(marks_of("key"), "XW");
    (void)run(Store{.key = "key", .value = "other", .mode = mode});
    EXPECT_EQ(marks_of("key"), "");
  }
}

TEST_F(EngineTest, StoreThatFailsLeavesStaleAndWon) {
  (void)run(Fetch{.key = "key", .vivify = 30});
  (void)run(Store{.key = "key", .value = "x", .compare_cas = 9'999});
  EXPECT_EQ(marks_of("key"), "Z");
}

TEST_F(EngineTest, StoreRemembersThatTheKeyWasSentEncoded) {
  EXPECT_TRUE(run(Store{.key = "key", .value = "x", .encoded_key = true}).item.encoded_key());
  EXPECT_TRUE(run(Store{.key = "key", .value = "x", .mode = Mode::append}).item.encoded_key());
  EXPECT_FALSE(run(Store{.key = "key", .value = "x"}).item.encoded_key());
}

TEST_F(EngineTest, StoreRefusesWhatIsTooLarge) {
  const std::string value(kItemSizeMax, 'v');
  set("key", "old");
  Store operation{.key = "key", .value = value};
  EXPECT_EQ(run(operation).verdict, Verdict::too_large);
  EXPECT_EQ(value_of("key"), "old");
  operation.forget_on_failure = true;
  EXPECT_EQ(run(operation).verdict, Verdict::too_large);
  EXPECT_EQ(value_of("key"), "(missing)");
  EXPECT_EQ(engine_.statistics().store_too_large, 2U);
  EXPECT_EQ(engine_.statistics().cmd_set, 1U);
}

TEST_F(FullEngineTest, StoreSaysSoWhenThereIsNoRoom) {
  const std::string value(50'000, 'x');
  Store operation{.key = "filler-0", .value = value};
  const std::uint64_t failures = full_.statistics().store_no_memory;
  EXPECT_EQ(full_.execute(operation, clock_.now()).verdict, Verdict::out_of_memory);
  EXPECT_TRUE(full_.execute(Fetch{.key = "filler-0"}, clock_.now()).item);
  operation.forget_on_failure = true;
  EXPECT_EQ(full_.execute(operation, clock_.now()).verdict, Verdict::out_of_memory);
  EXPECT_FALSE(full_.execute(Fetch{.key = "filler-0"}, clock_.now()).item);
  EXPECT_EQ(full_.statistics().store_no_memory, failures + 2);
}

TEST_F(FullEngineTest, StoreKeepsTheOldValueWhenThereIsNoRoomToJoin) {
  const Outcome outcome =
      full_.execute(Store{.key = "filler-0", .value = "tail", .mode = Mode::append}, clock_.now());
  EXPECT_EQ(outcome.verdict, Verdict::out_of_memory);
  EXPECT_EQ(full_.execute(Fetch{.key = "filler-0"}, clock_.now()).item.value(),
            std::string(100'000, 'v'));
}

TEST_F(FullEngineTest, StoreSaysNotStoredWhenOnlyTheJoinedValueHasNoRoom) {
  (void)full_.execute(Remove{.key = "filler-1"}, clock_.now());
  const std::string value(50'000, 'w');  // fits where 100,000 were, with 100,000 more does not
  const std::uint64_t failures = full_.statistics().store_no_memory;
  for (const std::string_view key : {"filler-0", "missing"}) {
    const Store operation{.key = key, .value = value, .mode = Mode::append};
    EXPECT_EQ(full_.execute(operation, clock_.now()).verdict, Verdict::not_stored) << key;
  }
  EXPECT_EQ(full_.statistics().store_no_memory, failures);
  EXPECT_EQ(full_.execute(Fetch{.key = "filler-0"}, clock_.now()).item.value().size(), 100'000U);
}

TEST_F(FullEngineTest, StoreRunsOutOfMemoryForAValueThatNothingIsThereToJoin) {
  const std::string value(100'000, 'v');
  for (const Mode mode : {Mode::append, Mode::prepend}) {
    const Store operation{.key = "missing", .value = value, .mode = mode};
    EXPECT_EQ(full_.execute(operation, clock_.now()).verdict, Verdict::out_of_memory);
  }
}

}  // namespace
}  // namespace mcspec::engine
