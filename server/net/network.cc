#include "server/net/network.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace mcspec::net {

Network::Network(const NetworkOptions& options, session::Server& server, const base::Clock& clock,
                 base::ConnectionCounters& counters)
    : options_(options),
      server_(server),
      clock_(clock),
      counters_(counters),
      limit_(options.connections_max, wakeup_),
      acceptor_({.reactor = reactor_,
                 .wakeup = wakeup_,
                 .limit = limit_,
                 .counters = counters,
                 .log = server.log,
                 .listeners = listeners_,
                 .workers = workers_},
                options.refuse_at_limit) {}

// Peers are let go before their listeners, lest they come back to a server that is leaving.
Network::~Network() {
  listed_.clear();
  for (const auto& listener : listeners_) reactor_.remove(*listener);
  listeners_.clear();
  for (const auto& worker : workers_) worker->stop();
  workers_.clear();
  reactor_.remove(wakeup_);
}

std::optional<NetworkError> Network::open() {
  if (reactor_.error() != 0) return cannot("wait for events", reactor_.error());
  if (wakeup_.error() != 0) return cannot("wake threads", wakeup_.error());
  if (auto error = listen()) return error;
  if (auto error = start_workers()) return error;
  if (const int error = acceptor_.start()) return cannot("wait for connections", error);
  return std::nullopt;
}

std::optional<NetworkError> Network::listen() {
  for (const TcpPlace& place : options_.tcp) {
    auto opened = listen_tcp(place.address, options_.backlog, place.manner);
    if (auto* const error = std::get_if<NetworkError>(&opened)) return std::move(*error);
    for (auto& listener : *std::get_if<Listeners>(&opened)) {
      listeners_.push_back(std::move(listener));
    }
  }
  if (options_.unix_socket) {
    auto opened = listen_unix(*options_.unix_socket, options_.backlog,
                              {.negotiation = options_.unix_negotiation});
    if (auto* const error = std::get_if<NetworkError>(&opened)) return std::move(*error);
    listeners_.push_back(std::move(*std::get_if<std::unique_ptr<Listener>>(&opened)));
  }
  if (auto error = bind_udp()) return error;
  show_listeners();
  if (options_.port_file.empty()) return std::nullopt;
  return write_port_file(options_.port_file, listeners_, udp_sockets_);
}

std::optional<NetworkError> Network::bind_udp() {
  for (const InternetAddress& address : options_.udp) {
    auto bound = bind_address(address, SOCK_DGRAM);
    if (auto* const error = std::get_if<NetworkError>(&bound)) return std::move(*error);
    for (BoundSocket& socket : *std::get_if<std::vector<BoundSocket>>(&bound)) {
      server_.log.write(1, "listening on " + socket.name + " (UDP)");
      udp_sockets_.push_back(std::move(socket));
    }
  }
  return std::nullopt;
}

/// Gives a worker its share of the datagrams.
std::optional<NetworkError> Network::share_udp(Worker& worker) const {
  for (const BoundSocket& udp : udp_sockets_) {
    FileDescriptor own(fcntl(udp.socket.number(), F_DUPFD_CLOEXEC, 0));
    if (!own.is_open()) return cannot("share " + udp.name, errno);
    if (const int error = worker.add_udp(std::move(own))) return cannot("wait for events", error);
  }
  return std::nullopt;
}

void Network::show_listeners() {
  for (const auto& listener : listeners_) {
    server_.log.write(1, "listening on " + listener->place().name);
    listed_.push_back(
        std::make_unique<base::ListedConnection>(counters_.list(), listener->descriptor.number(),
                                                 base::ConnectionState::listening, clock_.now()));
  }
}

std::optional<NetworkError> Network::start_workers() {
  for (std::size_t number = 0; number < options_.worker_count; ++number) {
    auto reactor = std::make_unique<EpollReactor>();
    if (reactor->error() != 0) return cannot("wait for events", reactor->error());
    const Worker::Surroundings surroundings{.server = server_,
                                            .clock = clock_,
                                            .limit = limit_,
                                            .connections = counters_.list(),
                                            .idle_timeout = options_.idle_timeout,
                                            .tls = options_.tls};
    workers_.push_back(
        std::make_unique<Worker>(surroundings, counters_.of_worker(number), std::move(reactor)));
    if (auto error = share_udp(*workers_.back())) return error;
    if (const int error = workers_.back()->start()) return cannot("start a thread", error);
  }
  return std::nullopt;
}

Signal Network::run(Signals* signals) noexcept {
  if (signals != nullptr && reactor_.add(*signals) != 0) return Signal::stop;
  std::optional<Signal> signal;
  while (!signal && !is_stopping_.load()) {
    reactor_.wait(acceptor_.timeout_ms());
    while (const auto event = reactor_.next()) {
      if (event->channel == signals) {
        signal = signals->take();
      } else {
        acceptor_.on_event(*event);
      }
    }
    acceptor_.on_time();
  }
  if (signals != nullptr) reactor_.remove(*signals);
  return signal.value_or(Signal::stop);
}

void Network::stop() noexcept {
  is_stopping_.store(true);
  wakeup_.signal();
}

}  // namespace mcspec::net
