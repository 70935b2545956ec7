#include "server/net/worker.h"

#include <array>
#include <cstdio>
#include <utility>

namespace mcspec::net {
namespace {

/// How often connections are looked for that have lingered or been idle for too long.
constexpr std::chrono::milliseconds kLookInterval{500};

/// Memory of the scratch that is kept for the next turn; larger replies are rare.
constexpr std::size_t kScratchSizeKept = std::size_t{2} << 20;

}  // namespace

Worker::Worker(const Surroundings& surroundings, base::ConnectionCounters::Stripe& counters,
               std::unique_ptr<Reactor> reactor) noexcept
    : surroundings_(surroundings),
      reactor_(std::move(reactor)),
      turn_{.reactor = *reactor_, .counters = counters} {}

Worker::~Worker() {
  stop();
  if (is_started_) pthread_join(thread_, nullptr);
}

int Worker::add_udp(FileDescriptor socket) {
  udp_sockets_.push_back(std::make_unique<UdpSocket>(std::move(socket), surroundings_.server,
                                                     surroundings_.connections,
                                                     surroundings_.clock.now()));
  return reactor_->add(*udp_sockets_.back());
}

int Worker::start() noexcept {
  if (wakeup_.error() != 0) return wakeup_.error();
  if (const int error = reactor_->add(wakeup_)) return error;
  if (const int error = pthread_create(&thread_, nullptr, &Worker::enter, this)) return error;
  is_started_ = true;
  return 0;
}

void Worker::adopt(FileDescriptor socket, Manner manner) noexcept {
  bool is_first = false;
  {
    const std::lock_guard hold(mutex_);
    is_first = adopted_.empty();
    adopted_.push_back({std::move(socket), manner});
  }
  if (is_first) wakeup_.signal();
}

void Worker::stop() noexcept {
  is_stopping_.store(true, std::memory_order_relaxed);
  wakeup_.signal();
}

void* Worker::enter(void* worker) noexcept {
  pthread_setname_np(pthread_self(), "mc-worker");
  static_cast<Worker*>(worker)->run();
  return nullptr;
}

void Worker::run() noexcept {
  while (!is_stopping_.load(std::memory_order_relaxed)) {
    reactor_->wait(timeout_ms());
    turn_.now = surroundings_.clock.now();
    resume_yielding();
    while (const auto event = reactor_->next()) on_event(*event);
    if (has_to_look_after()) look_after(std::chrono::steady_clock::now());
    if (turn_.scratch.capacity() > kScratchSizeKept) turn_.scratch.release();
  }
  while (!connections_.empty()) close(*connections_.back());
  for (const auto& socket : udp_sockets_) reactor_->remove(*socket);
  reactor_->remove(wakeup_);
}

int Worker::timeout_ms() const noexcept {
  if (!yielding_.empty()) return 0;
  return has_to_look_after() ? static_cast<int>(kLookInterval.count()) : -1;
}

void Worker::on_event(const Event& event) noexcept {
  if (event.channel == &wakeup_) {
    wakeup_.clear();
    take_adopted();
    return;
  }
  if (serve_udp(*event.channel)) return;
  Connection& connection = static_cast<Connection&>(*event.channel);
  const Connection::State before = connection.state();
  connection.on_event(event, turn_);
  note(connection, before);
}

/// Whether the channel is one for datagrams.
bool Worker::serve_udp(const Channel& channel) noexcept {
  for (const auto& socket : udp_sockets_) {
    if (socket.get() != &channel) continue;
    socket->serve(turn_);
    return true;
  }
  return false;
}

void Worker::take_adopted() noexcept {
  std::vector<Adopted> sockets;
  {
    const std::lock_guard hold(mutex_);
    sockets.swap(adopted_);
  }
  for (Adopted& adopted : sockets) open(std::move(adopted));
}

void Worker::open(Adopted adopted) noexcept {
  Connection::Socket socket{.descriptor = std::move(adopted.socket),
                            .negotiation = adopted.manner.negotiation};
  const base::TlsUse use = adopted.manner.tls;
  if (use != base::TlsUse::none) {
    socket.tls = surroundings_.tls->accept(socket.descriptor.number(), use);
  }
  const bool is_bare = use != base::TlsUse::none && socket.tls == nullptr;
  auto connection = std::make_unique<Connection>(std::move(socket), surroundings_.server,
                                                 surroundings_.connections, turn_.now);
  connection->place = static_cast<std::uint32_t>(connections_.size());
  connections_.push_back(std::move(connection));
  if (is_bare || reactor_->add(*connections_.back()) != 0) close(*connections_.back());
}

void Worker::resume_yielding() noexcept {
  std::vector<Connection*> waiting;
  waiting.swap(yielding_);
  for (Connection* const connection : waiting) {
    connection->resume(turn_);
    note(*connection, Connection::State::receiving);
  }
}

bool Worker::has_to_look_after() const noexcept {
  return lingering_count_ != 0 || surroundings_.idle_timeout != 0;
}

/// Closes what has lingered or been idle for too long, if it is time to look for that.
void Worker::look_after(std::chrono::steady_clock::time_point now) noexcept {
  if (now < next_look_) return;
  next_look_ = now + kLookInterval;
  const base::Instant idle_timeout = surroundings_.idle_timeout;
  for (std::size_t at = connections_.size(); at-- > 0;) {
    Connection& connection = *connections_[at];
    if (connection.state() == Connection::State::lingering && connection.is_overdue(now)) {
      --lingering_count_;
      close(connection);
    } else if (idle_timeout != 0 && connection.is_idle(turn_.now, idle_timeout)) {
      base::add(turn_.counters.idle_kicks);
      close(connection);
    }
  }
}

/// Does what a change of state asks of the worker.
void Worker::note(Connection& connection, Connection::State before) noexcept {
  const Connection::State after = connection.state();
  if (after == before) return;
  if (before == Connection::State::lingering) --lingering_count_;
  switch (after) {
    case Connection::State::receiving:
    case Connection::State::sending:
      break;
    case Connection::State::yielding:
      yielding_.push_back(&connection);
      break;
    case Connection::State::lingering:
      ++lingering_count_;
      break;
    case Connection::State::closed:
      close(connection);
      break;
  }
}

void Worker::close(Connection& connection) noexcept {
  if (surroundings_.server.log.level() >= 2) {
    std::array<char, 64> line;
    std::snprintf(line.data(), line.size(), "<%d connection closed.",
                  connection.descriptor.number());
    surroundings_.server.log.write(2, line.data());
  }
  reactor_->remove(connection);
  const std::uint32_t place = connection.place;
  connections_[place].swap(connections_.back());
  connections_[place]->place = place;
  connections_.pop_back();
  base::add(turn_.counters.closed);
  surroundings_.limit.give_back();
}

}  // namespace mcspec::net
