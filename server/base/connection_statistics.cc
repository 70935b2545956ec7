#include "server/base/connection_statistics.h"

namespace mcspec::base {

ConnectionStatistics ConnectionCounters::sum() const noexcept {
  const std::lock_guard hold(mutex_);
  ConnectionStatistics sum = sum_since_start();
  sum.total_connections -= at_reset_.total_connections;
  sum.rejected_connections -= at_reset_.rejected_connections;
  sum.listen_disabled_num -= at_reset_.listen_disabled_num;
  sum.time_in_listen_disabled_us -= at_reset_.time_in_listen_disabled_us;
  sum.conn_yields -= at_reset_.conn_yields;
  sum.idle_kicks -= at_reset_.idle_kicks;
  sum.bytes_read -= at_reset_.bytes_read;
  sum.bytes_written -= at_reset_.bytes_written;
  return sum;
}

ConnectionStatistics ConnectionCounters::sum_since_start() const noexcept {
  ConnectionStatistics sum;
  sum.max_connections = max_connections_;
  sum.threads = stripes_.size();
  sum.has_idle_timeout = has_idle_timeout_;
  sum.accepting_conns = is_accepting_.load(std::memory_order_relaxed);
  sum.auth_cmds = authentication_.commands();
  sum.auth_errors = authentication_.errors();
  sum.time_in_listen_disabled_us = disabled_us_.load(std::memory_order_relaxed);
  std::uint64_t closed = 0;
  for (const Stripe& stripe : stripes_) {
    closed += stripe.closed.load(std::memory_order_relaxed);
    sum.total_connections += stripe.opened.load(std::memory_order_relaxed);
    sum.rejected_connections += stripe.rejected.load(std::memory_order_relaxed);
    sum.listen_disabled_num += stripe.listen_disabled.load(std::memory_order_relaxed);
    sum.idle_kicks += stripe.idle_kicks.load(std::memory_order_relaxed);
    sum.conn_yields += stripe.yields.load(std::memory_order_relaxed);
    sum.bytes_read += stripe.octets_read.load(std::memory_order_relaxed);
    sum.bytes_written += stripe.octets_written.load(std::memory_order_relaxed);
  }
  const std::uint64_t opened = sum.total_connections;
  sum.curr_connections = opened > closed ? opened - closed : 0;
  return sum;
}

void ConnectionCounters::reset() noexcept {
  const std::lock_guard hold(mutex_);
  at_reset_ = sum_since_start();
  authentication_.reset();
  tls_.reset();
}

void ConnectionCounters::set_accepting(bool accepting) noexcept {
  if (accepting == is_accepting_.load(std::memory_order_relaxed)) return;
  is_accepting_.store(accepting, std::memory_order_relaxed);
  const auto now = std::chrono::steady_clock::now();
  if (!accepting) {
    disabled_since_ = now;
    return;
  }
  const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now - disabled_since_);
  add(disabled_us_, static_cast<std::uint64_t>(passed.count()));
}

}  // namespace mcspec::base
