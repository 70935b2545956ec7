#include "server/net/acceptor.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

namespace mcspec::net {
namespace {

// Source: memcached.c, drive_machine, conn_listening.
constexpr std::string_view kTooMany = "ERROR Too many open connections\r\n";

FileDescriptor open_spare() noexcept {
  return FileDescriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

bool is_shortage(int error) noexcept {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Acceptor::Acceptor(const Surroundings& surroundings, bool refuse_at_limit) noexcept
    : surroundings_(surroundings),
      refuse_at_limit_(refuse_at_limit),
      counters_(surroundings.counters.of_worker(0)),
      spare_(open_spare()) {}

int Acceptor::start() noexcept {
  if (const int error = surroundings_.reactor.add(surroundings_.wakeup)) return error;
  for (const auto& listener : surroundings_.listeners) {
    if (const int error = surroundings_.reactor.add(*listener)) return error;
  }
  return 0;
}

void Acceptor::on_event(const Event& event) noexcept {
  if (event.channel == &surroundings_.wakeup) {
    surroundings_.wakeup.clear();
    if (!is_short_) set_listening(true);
    return;
  }
  for (const auto& listener : surroundings_.listeners) {
    if (event.channel == listener.get()) accept_from(*listener);
  }
}

void Acceptor::on_time() noexcept {
  if (!is_short_ || std::chrono::steady_clock::now() < shortage_end_) return;
  is_short_ = false;
  if (!spare_.is_open()) spare_ = open_spare();
  set_listening(true);
}

int Acceptor::timeout_ms() const noexcept { return is_short_ ? kShortageMs : -1; }

void Acceptor::accept_from(const Listener& listener) noexcept {
  for (int count = 0; count < kAcceptsMax; ++count) {
    if (!accept_one(listener)) return;
  }
}

/// Whether there may be more to accept.
bool Acceptor::accept_one(const Listener& listener) noexcept {
  const bool has_room = surroundings_.limit.take();
  if (!has_room && !refuse_at_limit_) {
    base::add(counters_.listen_disabled);
    set_listening(false);
    surroundings_.limit.await_room();
    return false;
  }
  FileDescriptor socket(
      accept4(listener.descriptor.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (socket.is_open()) {
    if (has_room) {
      deal(std::move(socket), listener.manner());
    } else {
      refuse(std::move(socket));
    }
    return true;
  }
  const int error = errno;
  if (has_room) surroundings_.limit.give_back();
  if (error == EAGAIN) return false;
  if (error == EMFILE && spare_.is_open()) return refuse_on_spare(listener);
  if (is_shortage(error)) {
    pause();
    return false;
  }
  // What else goes wrong concerns the one connection that was to be accepted.
  return true;
}

/// Gives up the spare descriptor for as long as it takes to send one peer away. Whether there may
/// be more of them.
bool Acceptor::refuse_on_spare(const Listener& listener) noexcept {
  spare_.reset();
  FileDescriptor socket(
      accept4(listener.descriptor.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  const bool is_accepted = socket.is_open();
  // Without descriptors accept fails before it looks whether anybody is there.
  const bool is_nobody_there = !is_accepted && errno == EAGAIN;
  if (is_accepted) refuse(std::move(socket));
  spare_ = open_spare();
  if (!is_accepted && !is_nobody_there) pause();
  return is_accepted;
}

/// Listens to nobody for a while: until then there may be descriptors again, and trying at once
/// would only burn time.
void Acceptor::pause() noexcept {
  base::add(counters_.listen_disabled);
  set_listening(false);
  is_short_ = true;
  shortage_end_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(kShortageMs);
  surroundings_.log.write(1, "Too many open files: accepting no connections for a moment");
}

void Acceptor::deal(FileDescriptor socket, const Manner& manner) noexcept {
  if (surroundings_.log.level() >= 2) {
    std::array<char, 64> line;
    std::snprintf(line.data(), line.size(), "<%d new client connection", socket.number());
    surroundings_.log.write(2, line.data());
  }
  const std::size_t worker = next_worker_;
  next_worker_ = (next_worker_ + 1) % surroundings_.workers.size();
  base::add(surroundings_.counters.of_worker(worker).opened);
  surroundings_.workers[worker]->adopt(std::move(socket), manner);
}

void Acceptor::refuse(FileDescriptor socket) noexcept {
  base::add(counters_.rejected);
  const int number = socket.number();
  send(number, kTooMany.data(), kTooMany.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  shutdown(number, SHUT_WR);
  // Closing with octets unread would reset the connection, and might take the line away.
  std::array<char, 4096> ignored;
  [[maybe_unused]] const auto size = recv(number, ignored.data(), ignored.size(), MSG_DONTWAIT);
}

void Acceptor::set_listening(bool listening) noexcept {
  surroundings_.counters.set_accepting(listening);
  const Interest interest = listening ? Interest::input : Interest::nothing;
  for (const auto& listener : surroundings_.listeners) {
    surroundings_.reactor.set_interest(*listener, interest);
  }
}

}  // namespace mcspec::net
