#include "server/base/connection_statistics.h"

namespace mcspec::base {

ConnectionStatistics ConnectionCounters::sum() const noexcept {
  ConnectionStatistics sum;
  sum.max_connections = max_connections_;
  sum.threads = stripes_.size();
  std::uint64_t opened = 0;
  std::uint64_t closed = 0;
  for (const Stripe& stripe : stripes_) {
    closed += stripe.closed.load(std::memory_order_relaxed);
    opened += stripe.opened.load(std::memory_order_relaxed);
    sum.rejected_connections += stripe.rejected.load(std::memory_order_relaxed);
    sum.listen_disabled_num += stripe.listen_disabled.load(std::memory_order_relaxed);
    sum.conn_yields += stripe.yields.load(std::memory_order_relaxed);
    sum.bytes_read += stripe.octets_read.load(std::memory_order_relaxed);
    sum.bytes_written += stripe.octets_written.load(std::memory_order_relaxed);
  }
  sum.curr_connections = opened > closed ? opened - closed : 0;
  sum.total_connections = opened - total_at_reset_.load(std::memory_order_relaxed);
  sum.bytes_read -= read_at_reset_.load(std::memory_order_relaxed);
  sum.bytes_written -= written_at_reset_.load(std::memory_order_relaxed);
  return sum;
}

void ConnectionCounters::reset() noexcept {
  const ConnectionStatistics now = sum();
  total_at_reset_.fetch_add(now.total_connections, std::memory_order_relaxed);
  read_at_reset_.fetch_add(now.bytes_read, std::memory_order_relaxed);
  written_at_reset_.fetch_add(now.bytes_written, std::memory_order_relaxed);
}

}  // namespace mcspec::base
