#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "server/base/authentication_counters.h"
#include "server/base/connection_list.h"
#include "server/base/tls_counters.h"

namespace mcspec::base {

/// What has become of connections, under memcached's names.
struct ConnectionStatistics {
  std::uint64_t max_connections = 0;
  std::uint64_t threads = 0;
  std::uint64_t curr_connections = 0;
  std::uint64_t total_connections = 0;
  std::uint64_t rejected_connections = 0;
  bool accepting_conns = true;
  std::uint64_t listen_disabled_num = 0;
  std::uint64_t time_in_listen_disabled_us = 0;  ///< up to the last time it ended
  std::uint64_t conn_yields = 0;
  bool has_idle_timeout = false;
  std::uint64_t idle_kicks = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  std::uint64_t auth_cmds = 0;
  std::uint64_t auth_errors = 0;
};

/// Counts what becomes of connections, a stripe for each worker so that no cache line is shared.
/// A stripe is added to by its worker; sums and resets may come from any thread, and a sum may
/// miss what happens while it is made.
class ConnectionCounters {
 public:
  struct alignas(64) Stripe {
    std::atomic<std::uint64_t> opened{0};
    std::atomic<std::uint64_t> closed{0};
    std::atomic<std::uint64_t> rejected{0};
    std::atomic<std::uint64_t> listen_disabled{0};
    std::atomic<std::uint64_t> yields{0};
    std::atomic<std::uint64_t> idle_kicks{0};
    std::atomic<std::uint64_t> octets_read{0};
    std::atomic<std::uint64_t> octets_written{0};
  };

  /// `has_idle_timeout`: whether connections that are idle are closed, and that counted.
  ConnectionCounters(std::size_t worker_count, std::uint64_t max_connections,
                     bool has_idle_timeout = false)
      : max_connections_(max_connections),
        has_idle_timeout_(has_idle_timeout),
        stripes_(worker_count) {}

  /// Requires: `worker` is below the count given at construction.
  Stripe& of_worker(std::size_t worker) noexcept { return stripes_[worker]; }

  ConnectionStatistics sum() const noexcept;

  /// Starts the totals anew; what is open stays counted.
  void reset() noexcept;

  /// Notes whether connections are accepted at present, as they are at first. To be called by one
  /// thread, the one that accepts.
  void set_accepting(bool accepting) noexcept;

  /// Who was let in, and who was not.
  AuthenticationCounters& authentication() noexcept { return authentication_; }

  /// What has become of TLS.
  TlsCounters& tls() noexcept { return tls_; }
  const TlsCounters& tls() const noexcept { return tls_; }

  /// The sockets that are open, one by one.
  ConnectionList& list() noexcept { return list_; }

 private:
  ConnectionStatistics sum_since_start() const noexcept;

  std::uint64_t max_connections_;
  bool has_idle_timeout_;
  std::vector<Stripe> stripes_;
  ConnectionList list_;
  AuthenticationCounters authentication_;
  TlsCounters tls_;

  std::atomic<bool> is_accepting_{true};
  std::atomic<std::uint64_t> disabled_us_{0};
  std::chrono::steady_clock::time_point disabled_since_{};  ///< belongs to the thread that accepts

  mutable std::mutex mutex_;
  ConnectionStatistics at_reset_;  ///< under mutex_
};

/// Adds to a counter that only one thread adds to: cheaper than an atomic addition.
inline void add(std::atomic<std::uint64_t>& counter, std::uint64_t count = 1) noexcept {
  counter.store(counter.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
}

}  // namespace mcspec::base
