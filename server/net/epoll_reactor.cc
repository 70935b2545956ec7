#include "server/net/epoll_reactor.h"

#include <sys/socket.h>

#include <cerrno>

namespace mcspec::net {
namespace {

constexpr std::uint32_t epoll_events(Interest interest) noexcept {
  switch (interest) {
    case Interest::nothing:
      return 0;
    case Interest::input:
      return EPOLLIN;
    case Interest::output:
      return EPOLLOUT;
  }
  return 0;
}

}  // namespace

EpollReactor::EpollReactor() noexcept : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_.is_open()) error_ = errno;
}

int EpollReactor::add(Channel& channel) noexcept {
  if (channel.kind == ChannelKind::stream && buffer_ == nullptr) {
    buffer_.reset(new char[kHeadroom + kReceiveSizeMax]);
  }
  epoll_event wanted{};
  wanted.events = epoll_events(Interest::input);
  wanted.data.ptr = &channel;
  const int number = channel.descriptor.number();
  if (epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, number, &wanted) != 0) return errno;
  channel.interest = channel.armed = Interest::input;
  return 0;
}

void EpollReactor::remove(Channel& channel) noexcept {
  epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, channel.descriptor.number(), nullptr);
  for (std::size_t later = at_; later < found_count_; ++later) {
    if (found_[later].data.ptr == &channel) found_[later].data.ptr = nullptr;
  }
}

// Losing interest costs a system call only if something happens before it is back: a connection
// that lets others go first wants its next input within the same turn, as a rule.
void EpollReactor::set_interest(Channel& channel, Interest interest) noexcept {
  channel.interest = interest;
  if (interest != Interest::nothing) arm(channel, interest);
}

void EpollReactor::arm(Channel& channel, Interest interest) noexcept {
  if (channel.armed == interest) return;
  epoll_event wanted{};
  wanted.events = epoll_events(interest);
  wanted.data.ptr = &channel;
  // Cannot fail: the descriptor has been added, and changing what it waits for takes no memory.
  epoll_ctl(epoll_.number(), EPOLL_CTL_MOD, channel.descriptor.number(), &wanted);
  channel.armed = interest;
}

SysResult<std::size_t> EpollReactor::send(Channel& channel, std::string_view octets) noexcept {
  if (channel.tls != nullptr) return channel.tls->send(octets);
  const ssize_t sent = ::send(channel.descriptor.number(), octets.data(), octets.size(),
                              MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  if (errno == EAGAIN || errno == EINTR) return std::size_t{0};
  return SysError{errno};
}

void EpollReactor::finish(Channel& channel) noexcept {
  if (channel.tls != nullptr) channel.tls->finish();
  shutdown(channel.descriptor.number(), SHUT_WR);
}

void EpollReactor::wait(int timeout_ms) noexcept {
  at_ = 0;
  const int count = epoll_wait(epoll_.number(), found_.data(), kBatchSize, timeout_ms);
  found_count_ = count > 0 ? static_cast<std::size_t>(count) : 0;
}

std::optional<Event> EpollReactor::next() noexcept {
  while (at_ < found_count_) {
    const epoll_event& found = found_[at_++];
    if (found.data.ptr == nullptr) continue;
    const auto event = look(*static_cast<Channel*>(found.data.ptr), found.events);
    if (event) return event;
  }
  return std::nullopt;
}

std::optional<Event> EpollReactor::look(Channel& channel, std::uint32_t found) noexcept {
  const bool broken = (found & (EPOLLERR | EPOLLHUP)) != 0;
  switch (channel.interest) {
    case Interest::nothing:
      arm(channel, Interest::nothing);
      if (!broken) return std::nullopt;
      return Event{.channel = &channel, .kind = Event::Kind::failed};
    case Interest::output:
      return Event{.channel = &channel,
                   .kind = broken ? Event::Kind::failed : Event::Kind::sendable};
    case Interest::input:
      // Of a broken stream, recv knows whether anything came before it broke.
      if (channel.kind == ChannelKind::stream) return receive(channel);
      return Event{.channel = &channel, .kind = Event::Kind::ready};
  }
  return std::nullopt;
}

std::optional<Event> EpollReactor::receive(Channel& channel) noexcept {
  if (channel.tls != nullptr) return receive_tls(channel);
  char* const begin = buffer_.get() + kHeadroom;
  const ssize_t size = recv(channel.descriptor.number(), begin, kReceiveSizeMax, MSG_DONTWAIT);
  if (size > 0) {
    return Event{.channel = &channel,
                 .kind = Event::Kind::received,
                 .octets = {begin, static_cast<std::size_t>(size)}};
  }
  if (size == 0) return Event{.channel = &channel, .kind = Event::Kind::ended};
  if (errno == EAGAIN || errno == EINTR) return std::nullopt;
  return Event{.channel = &channel, .kind = Event::Kind::failed};
}

// A record at a time: whatever follows it is still in the socket, and will be reported again.
std::optional<Event> EpollReactor::receive_tls(Channel& channel) noexcept {
  using Kind = TlsStream::Received::Kind;
  static_assert(kReceiveSizeMax >= TlsStream::kRecordSizeMax);
  char* const begin = buffer_.get() + kHeadroom;
  const TlsStream::Received received = channel.tls->receive({begin, kReceiveSizeMax});
  // Half a handshake may have to be sent before anything more can be received.
  const bool is_sending = received.kind == Kind::wants_output;
  arm(channel, is_sending ? Interest::output : Interest::input);
  switch (received.kind) {
    case Kind::octets:
      return Event{
          .channel = &channel, .kind = Event::Kind::received, .octets = {begin, received.size}};
    case Kind::ended:
      return Event{.channel = &channel, .kind = Event::Kind::ended};
    case Kind::failed:
      return Event{.channel = &channel, .kind = Event::Kind::failed};
    case Kind::wants_input:
    case Kind::wants_output:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace mcspec::net
