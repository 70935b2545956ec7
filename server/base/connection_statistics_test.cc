#include "server/base/connection_statistics.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace mcspec::base
