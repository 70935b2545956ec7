#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "server/base/connection_statistics.h"
#include "server/base/log.h"
#include "server/net/connection_limit.h"
#include "server/net/listener.h"
#include "server/net/reactor.h"
#include "server/net/worker.h"

namespace mcspec::net {

/// Accepts connections and deals them to the workers in turn. One that is too many is told so, or
/// left to wait.
class Acceptor {
 public:
  /// What it works with. All of it outlives the acceptor.
  struct Surroundings {
    Reactor& reactor;
    Wakeup& wakeup;  ///< signalled by the limit, and to stop
    ConnectionLimit& limit;
    base::ConnectionCounters& counters;
    base::Log& log;
    const Listeners& listeners;
    const std::vector<std::unique_ptr<Worker>>& workers;
  };

  /// `refuse_at_limit`: whether a connection beyond the limit is refused, not left to wait.
  Acceptor(const Surroundings& surroundings, bool refuse_at_limit) noexcept;

  /// Looks at the wakeup and the listeners from now on. The errno, or 0.
  [[nodiscard]] int start() noexcept;

  /// Deals with what the reactor has found.
  void on_event(const Event& event) noexcept;

  /// Listens again once a shortage of descriptors may be over.
  void on_time() noexcept;

  /// How long the reactor may sleep before on_time() is to be called.
  int timeout_ms() const noexcept;

 private:
  /// How long nothing is accepted when the system has no descriptors or memory left.
  static constexpr int kShortageMs = 10;

  /// Connections accepted before other listeners have their turn.
  static constexpr int kAcceptsMax = 64;

  void accept_from(const Listener& listener) noexcept;
  bool accept_one(const Listener& listener) noexcept;
  bool refuse_on_spare(const Listener& listener) noexcept;
  void pause() noexcept;
  void deal(FileDescriptor socket, const Manner& manner) noexcept;
  void refuse(FileDescriptor socket) noexcept;
  void set_listening(bool listening) noexcept;

  const Surroundings surroundings_;
  const bool refuse_at_limit_;
  base::ConnectionCounters::Stripe& counters_;
  FileDescriptor spare_;  ///< given up to accept and refuse when there is no other
  std::size_t next_worker_ = 0;
  bool is_short_ = false;
  std::chrono::steady_clock::time_point shortage_end_{};
};

}  // namespace mcspec::net
