#include "server/net/udp_socket.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <string_view>
#include <utility>

#include "server/session/datagram.h"

namespace mcspec::net {
namespace {

/// More than UDP can carry.
constexpr std::size_t kReceiveSizeMax = std::size_t{64} * 1024;

}  // namespace

UdpSocket::UdpSocket(FileDescriptor socket, session::Server& server, base::ConnectionList& list,
                     base::Instant now)
    : Channel(std::move(socket), ChannelKind::notifier),
      server_(server),
      listed_(list, descriptor.number(), base::ConnectionState::datagrams, now),
      received_(new char[kReceiveSizeMax]) {}

void UdpSocket::serve(Turn& turn) noexcept {
  for (int count = 0; count < kDatagramsMax; ++count) {
    if (!serve_one(turn)) return;
  }
}

/// Whether there may be more to serve.
bool UdpSocket::serve_one(Turn& turn) noexcept {
  sockaddr_storage sender{};
  auto* const sender_name = reinterpret_cast<sockaddr*>(&sender);
  socklen_t sender_size = sizeof(sender);
  const ssize_t size = recvfrom(descriptor.number(), received_.get(), kReceiveSizeMax, MSG_DONTWAIT,
                                sender_name, &sender_size);
  if (size < 0) return errno != EAGAIN;
  base::add(turn.counters.octets_read, static_cast<std::uint64_t>(size));
  listed_.set_last_input(turn.now);
  session::Datagram datagram(server_, {received_.get(), static_cast<std::size_t>(size)}, turn.now,
                             turn.scratch);
  bool is_taken = true;
  while (const auto reply = datagram.next()) {
    if (!is_taken) continue;
    const ssize_t sent = sendto(descriptor.number(), reply->data(), reply->size(),
                                MSG_DONTWAIT | MSG_NOSIGNAL, sender_name, sender_size);
    is_taken = sent >= 0;
    if (is_taken) base::add(turn.counters.octets_written, static_cast<std::uint64_t>(sent));
  }
  return true;
}

}  // namespace mcspec::net
