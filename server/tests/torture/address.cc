#include "server/tests/torture/address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace mcspec::tests::torture {

net::FileDescriptor connect_to(const Address& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(address.port);
  if (getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found) != 0) return {};
  net::FileDescriptor connected;
  for (const addrinfo* at = found; at != nullptr && !connected.is_open(); at = at->ai_next) {
    net::FileDescriptor socket(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) continue;
    if (connect(socket.number(), at->ai_addr, at->ai_addrlen) == 0) connected = std::move(socket);
  }
  freeaddrinfo(found);
  const int yes = 1;
  if (connected.is_open()) {
    setsockopt(connected.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  return connected;
}

}  // namespace mcspec::tests::torture
