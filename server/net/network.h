#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/base/clock.h"
#include "server/base/connection_statistics.h"
#include "server/net/acceptor.h"
#include "server/net/connection_limit.h"
#include "server/net/epoll_reactor.h"
#include "server/net/listener.h"
#include "server/net/network_error.h"
#include "server/net/signals.h"
#include "server/net/tls_context.h"
#include "server/net/wakeup.h"
#include "server/net/worker.h"
#include "server/session/server.h"

namespace mcspec::net {

/// One address of TCP, and how peers are talked to there.
struct TcpPlace {
  InternetAddress address{};
  Manner manner{};
};

/// Where the server listens, and for how many.
struct NetworkOptions {
  std::vector<TcpPlace> tcp{};         ///< requires: of dialects those that logins allow
  std::vector<InternetAddress> udp{};  ///< requires: everybody is let in
  std::optional<UnixAddress> unix_socket{};
  session::Negotiation unix_negotiation = session::Negotiation::by_first_octet;
  TlsContext* tls = nullptr;     ///< outlives the network; requires: it is loaded. Null: none
  int backlog = 1024;            ///< connections that may wait to be accepted
  std::size_t worker_count = 4;  ///< threads; at least 1
  std::uint32_t connections_max = 1024;
  base::Instant idle_timeout = 0;  ///< seconds until who is silent is closed; 0: never
  bool refuse_at_limit = true;     ///< tell a connection too many so, or let it wait
  std::string port_file{};         ///< where to write the ports; empty: nowhere
};

/// Everything of the server that has to do with sockets: listeners, workers, and the thread that
/// accepts, which is the caller's.
class Network {
 public:
  /// Requires: `server`, `clock` and `counters`, which has a stripe for each worker, outlive it.
  Network(const NetworkOptions& options, session::Server& server, const base::Clock& clock,
          base::ConnectionCounters& counters);
  ~Network();

  /// Listens, and starts the workers. Why that failed, if it did; then the network is of no use.
  /// To be called once.
  std::optional<NetworkError> open();

  /// Serves until stop() is called or, if they are given, one of the signals comes, and says which
  /// it was; may be called again. Requires: open() succeeded.
  Signal run(Signals* signals) noexcept;

  /// Ends run(), or the next one. Safe to call from any thread.
  void stop() noexcept;

  const Listeners& listeners() const noexcept { return listeners_; }
  const std::vector<BoundSocket>& udp_sockets() const noexcept { return udp_sockets_; }

 private:
  std::optional<NetworkError> listen();
  std::optional<NetworkError> bind_udp();
  std::optional<NetworkError> share_udp(Worker& worker) const;
  void show_listeners();
  std::optional<NetworkError> start_workers();

  const NetworkOptions options_;
  session::Server& server_;
  const base::Clock& clock_;
  base::ConnectionCounters& counters_;

  EpollReactor reactor_;
  Wakeup wakeup_;
  ConnectionLimit limit_;
  Listeners listeners_;
  std::vector<BoundSocket> udp_sockets_;  ///< each worker has duplicates of its own
  std::vector<std::unique_ptr<base::ListedConnection>> listed_;  ///< the listeners
  std::vector<std::unique_ptr<Worker>> workers_;
  Acceptor acceptor_;
  std::atomic<bool> is_stopping_{false};
};

}  // namespace mcspec::net
