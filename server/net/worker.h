#pragma once

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "server/base/clock.h"
#include "server/net/connection.h"
#include "server/net/connection_limit.h"
#include "server/net/listener.h"
#include "server/net/reactor.h"
#include "server/net/tls_context.h"
#include "server/net/udp_socket.h"
#include "server/net/wakeup.h"

namespace mcspec::net {

/// A thread and the connections dealt to it. Sleeps while nothing happens on them.
class Worker {
 public:
  /// What a worker shares with the others. All of it outlives the worker.
  struct Surroundings {
    session::Server& server;
    const base::Clock& clock;
    ConnectionLimit& limit;
    base::ConnectionList& connections;
    base::Instant idle_timeout;  ///< seconds; 0: idle connections stay
    TlsContext* tls;             ///< null: no listener uses it
  };

  Worker(const Surroundings& surroundings, base::ConnectionCounters::Stripe& counters,
         std::unique_ptr<Reactor> reactor) noexcept;

  /// Stops, and closes all connections.
  ~Worker();

  /// Has it answer datagrams as well, by way of a descriptor of its own for their socket. The
  /// errno, or 0. To be called before start().
  [[nodiscard]] int add_udp(FileDescriptor socket);

  /// Begins to work in a thread of its own. The errno, or 0. To be called once.
  [[nodiscard]] int start() noexcept;

  /// Hands over a connected socket that has taken from the limit. Safe to call from any thread.
  void adopt(FileDescriptor socket, Manner manner) noexcept;

  /// Has the thread end after its present turn, with which the replies made are sent. Safe to
  /// call from any thread.
  void stop() noexcept;

 private:
  struct Adopted {
    FileDescriptor socket;
    Manner manner;
  };

  static void* enter(void* worker) noexcept;

  void run() noexcept;
  int timeout_ms() const noexcept;
  void on_event(const Event& event) noexcept;
  bool serve_udp(const Channel& channel) noexcept;
  void take_adopted() noexcept;
  void open(Adopted adopted) noexcept;
  void resume_yielding() noexcept;
  void look_after(std::chrono::steady_clock::time_point now) noexcept;
  bool has_to_look_after() const noexcept;
  void note(Connection& connection, Connection::State before) noexcept;
  void close(Connection& connection) noexcept;

  const Surroundings surroundings_;
  const std::unique_ptr<Reactor> reactor_;
  Turn turn_;
  Wakeup wakeup_;
  std::atomic<bool> is_stopping_{false};

  std::mutex mutex_;  ///< of adopted_
  std::vector<Adopted> adopted_;

  std::vector<std::unique_ptr<UdpSocket>> udp_sockets_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> yielding_;
  std::size_t lingering_count_ = 0;
  std::chrono::steady_clock::time_point next_look_{};

  pthread_t thread_{};
  bool is_started_ = false;
};

}  // namespace mcspec::net
