#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>

#include "server/net/network.h"
#include "server/tests/server_parts.h"

namespace mcspec::tests {

inline constexpr std::size_t kWorkers = 3;

/// A server with real sockets and threads, in this process.
class LoopbackTest : public testing::Test {
 protected:
  void serve(net::NetworkOptions options) {
    options.worker_count = kWorkers;
    network_ =
        std::make_unique<net::Network>(options, parts_.server, parts_.clock, parts_.counters);
    const auto error = network_->open();
    ASSERT_FALSE(error) << error->text;
    thread_ = std::thread([this] { network_->run(nullptr); });
  }

  void serve_tcp() { serve({.tcp = {{{"127.0.0.1", 0}}}}); }

  void stop() {
    if (network_ == nullptr) return;
    network_->stop();
    thread_.join();
    network_.reset();
  }

  void TearDown() override { stop(); }

  std::uint16_t port() const { return network_->listeners().front()->place().port; }

  /// Waits until so many connections are open, as closing is not told to the peer who closes.
  bool wait_for_connections(std::uint64_t count) {
    return wait_until([&] { return parts_.counters.sum().curr_connections == count; });
  }

  /// Waits for what another thread does in its time. False after ten seconds.
  template <typename Condition>
  static bool wait_until(Condition is_so) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!is_so()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

  ServerParts parts_{kWorkers};
  std::unique_ptr<net::Network> network_;
  std::thread thread_;
};

}  // namespace mcspec::tests
