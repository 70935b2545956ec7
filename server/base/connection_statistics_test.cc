#include "server/base/connection_statistics.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace mcspec::base {
namespace {

TEST(ConnectionCounters, SumsTheStripesOfAllWorkers) {
  ConnectionCounters counters(2, 1024);
  add(counters.of_worker(0).opened, 3);
  add(counters.of_worker(1).opened, 2);
  add(counters.of_worker(1).closed);
  add(counters.of_worker(0).octets_read, 100);
  const ConnectionStatistics sum = counters.sum();
  EXPECT_EQ(sum.threads, 2U);
  EXPECT_EQ(sum.max_connections, 1024U);
  EXPECT_EQ(sum.total_connections, 5U);
  EXPECT_EQ(sum.curr_connections, 4U);
  EXPECT_EQ(sum.bytes_read, 100U);
}

TEST(ConnectionCounters, KeepsOpenConnectionsWhenReset) {
  ConnectionCounters counters(1, 1024);
  add(counters.of_worker(0).opened, 3);
  add(counters.of_worker(0).octets_written, 7);
  counters.reset();
  EXPECT_EQ(counters.sum().total_connections, 0U);
  EXPECT_EQ(counters.sum().bytes_written, 0U);
  EXPECT_EQ(counters.sum().curr_connections, 3U);
  add(counters.of_worker(0).opened);
  EXPECT_EQ(counters.sum().total_connections, 1U);
}

TEST(ConnectionCounters, StartsEveryTotalAnewWhenReset) {
  ConnectionCounters counters(2, 1024);
  ConnectionCounters::Stripe& stripe = counters.of_worker(1);
  for (auto* total : {&stripe.rejected, &stripe.listen_disabled, &stripe.yields,
                      &stripe.octets_read, &stripe.octets_written}) {
    add(*total, 5);
  }
  counters.reset();
  counters.reset();
  add(stripe.yields, 2);
  const ConnectionStatistics sum = counters.sum();
  EXPECT_EQ(sum.rejected_connections, 0U);
  EXPECT_EQ(sum.listen_disabled_num, 0U);
  EXPECT_EQ(sum.bytes_read, 0U);
  EXPECT_EQ(sum.bytes_written, 0U);
  EXPECT_EQ(sum.conn_yields, 2U);
}

TEST(ConnectionCounters, TellsWhetherAndHowLongNothingWasAccepted) {
  ConnectionCounters counters(1, 1024);
  EXPECT_TRUE(counters.sum().accepting_conns);
  counters.set_accepting(false);
  EXPECT_FALSE(counters.sum().accepting_conns);
  EXPECT_EQ(counters.sum().time_in_listen_disabled_us, 0U);
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  counters.set_accepting(true);
  EXPECT_TRUE(counters.sum().accepting_conns);
  EXPECT_GE(counters.sum().time_in_listen_disabled_us, 2000U);
  counters.reset();
  EXPECT_EQ(counters.sum().time_in_listen_disabled_us, 0U);
}

}  // namespace
}  // namespace mcspec::base
