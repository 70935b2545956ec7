#include "server/engine/statistics.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace mcspec::engine {
namespace {

TEST(Counters, StartAtZero) {
  const Counters counters;
  EXPECT_EQ(counters.sum().cmd_get, 0U);
  EXPECT_EQ(counters.sum().cmd_flush, 0U);
}

TEST(Counters, KeepTheirCountsApart) {
  Counters counters;
  counters.count(Counter::get_hits);
  counters.count(Counter::get_hits);
  counters.count(Counter::get_misses);
  counters.count(Counter::touch_misses);
  counters.count(Counter::cmd_flush);
  counters.count(Counter::cmd_meta);
  const Statistics sum = counters.sum();
  EXPECT_EQ(sum.get_hits, 2U);
  EXPECT_EQ(sum.get_misses, 1U);
  EXPECT_EQ(sum.cmd_get, 3U);
  EXPECT_EQ(sum.cmd_touch, 1U);
  EXPECT_EQ(sum.touch_hits, 0U);
  EXPECT_EQ(sum.cmd_flush, 1U);
  EXPECT_EQ(sum.cmd_meta, 1U);
}

TEST(Counters, AddUpWhatAllThreadsCount) {
  Counters counters;
  std::vector<std::thread> threads;
  threads.reserve(20);
  for (int number = 0; number < 20; ++number) {
    threads.emplace_back([&counters] {
      for (int round = 0; round < 1'000; ++round) counters.count(Counter::incr_hits);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counters.sum().incr_hits, 20'000U);
}

}  // namespace
}  // namespace mcspec::engine
