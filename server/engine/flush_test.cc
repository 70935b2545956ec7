#include <gtest/gtest.h>

#include "server/engine/engine_testing.h"

namespace mcspec::engine {
namespace {

TEST_F(EngineTest, FlushForgetsAtOnce) {
  for (const Exptime delay : {Exptime{0}, Exptime{-5}}) {
    set("before", "value");
    EXPECT_EQ(run(Flush{.delay = delay}).verdict, Verdict::flushed);
    EXPECT_EQ(value_of("before"), "(missing)");
    set("after", "value");
    EXPECT_EQ(value_of("after"), "value");
  }
}

TEST_F(EngineTest, FlushWithADelayComesOneSecondEarly) {
  set("key", "value");
  (void)run(Flush{.delay = 3});
  clock_.advance(1);
  EXPECT_EQ(value_of("key"), "value");
  clock_.advance(1);
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, FlushForgetsWhatIsStoredInTheSecondWhenItComes) {
  (void)run(Flush{.delay = 3});
  clock_.advance(2);
  set("key", "value");
  EXPECT_EQ(value_of("key"), "(missing)");
  clock_.advance(1);
  set("key", "value");
  EXPECT_EQ(value_of("key"), "value");
}

TEST_F(EngineTest, FlushWithADelayOfOneIsNow) {
  set("key", "value");
  (void)run(Flush{.delay = 1});
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, FlushReplacesTheOneToCome) {
  set("key", "value");
  (void)run(Flush{.delay = 2});
  (void)run(Flush{.delay = 1'000});
  clock_.advance(3);
  EXPECT_EQ(value_of("key"), "value");
}

TEST_F(EngineTest, FlushCountsAMomentAsOne) {
  set("key", "value");
  (void)run(Flush{.delay = clock_.now() + 10});
  clock_.advance(8);
  EXPECT_EQ(value_of("key"), "value");
  clock_.advance(1);
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, FlushOfAMomentBeforeTheStartOnlyCancels) {
  set("key", "value");
  (void)run(Flush{.delay = 5});
  (void)run(Flush{.delay = 2'592'001});
  clock_.advance(10);
  EXPECT_EQ(value_of("key"), "value");
}

TEST_F(EngineTest, FlushOfAPastMomentSinceTheStartIsAtOnce) {
  clock_.advance(100);
  set("key", "value");
  (void)run(Flush{.delay = clock_.now() - 10});
  EXPECT_EQ(value_of("key"), "(missing)");
  set("key", "value");
  EXPECT_EQ(value_of("key"), "value");
}

TEST_F(EngineTest, FlushTakesTheMinuteBeforeTheStartAsSince) {
  const Exptime started = clock_.now();
  set("key", "value");
  (void)run(Flush{.delay = started - 61});
  EXPECT_EQ(value_of("key"), "value");
  (void)run(Flush{.delay = started - 60});
  EXPECT_EQ(value_of("key"), "(missing)");
}

TEST_F(EngineTest, FlushLetsSomebodyWinAgain) {
  EXPECT_TRUE(run(Fetch{.key = "key", .vivify = 30}).won);
  (void)run(Flush{});
  EXPECT_TRUE(run(Fetch{.key = "key", .vivify = 30}).won);
}

TEST_F(EngineTest, FlushIsCounted) {
  (void)run(Flush{});
  (void)run(Flush{.delay = 2'592'001});
  EXPECT_EQ(engine_.statistics().cmd_flush, 2U);
}

TEST_F(EngineTest, FlushTellsUpToWhenItForgets) {
  EXPECT_EQ(engine_.flushed_until(), base::kNever);
  (void)run(Flush{});
  EXPECT_EQ(engine_.flushed_until(), clock_.now() - 1);
  (void)run(Flush{.delay = 100});
  EXPECT_EQ(engine_.flushed_until(), clock_.now() + 99);
  (void)run(Flush{.delay = 2'592'001});
  EXPECT_EQ(engine_.flushed_until(), base::kNever);
}

}  // namespace
}  // namespace mcspec::engine
