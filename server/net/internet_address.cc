#include "server/net/internet_address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

#include "server/net/sys_result.h"

namespace mcspec::net {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

std::string name_of(const InternetAddress& address, bool is_ipv6 = false) {
  std::string name = address.host;
  if (name.empty()) name = is_ipv6 ? "::" : "*";
  if (name.find(':') != std::string::npos) name = "[" + name + "]";
  return name + ":" + std::to_string(address.port);
}

/// The port that a socket is bound to.
std::uint16_t port_of(const FileDescriptor& socket) {
  sockaddr_storage bound{};
  socklen_t size = sizeof(bound);
  if (getsockname(socket.number(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  // Both families keep the port at the same place.
  static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
  sockaddr_in name{};
  std::memcpy(&name, &bound, sizeof(name));
  return ntohs(name.sin_port);
}

/// What the sockets that will be accepted take over from the one that listens.
void set_tcp_options(int number) {
  const int on = 1;
  setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  setsockopt(number, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/// Room for the datagrams of some large replies, as nothing waits until it is there.
void set_udp_options(int number) {
  const int size = 4 * 1024 * 1024;
  setsockopt(number, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

SysResult<FileDescriptor> bind_at(const addrinfo& address, int backlog) {
  const int type = address.ai_socktype;
  FileDescriptor socket(::socket(address.ai_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return SysError{errno};
  const int number = socket.number();
  const int on = 1;
  // IPv4 has a socket of its own.
  if (address.ai_family == AF_INET6) {
    setsockopt(number, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  }
  if (type == SOCK_STREAM) {
    set_tcp_options(number);
  } else {
    set_udp_options(number);
  }
  if (bind(number, address.ai_addr, address.ai_addrlen) != 0) return SysError{errno};
  if (type == SOCK_STREAM && listen(number, backlog) != 0) return SysError{errno};
  return socket;
}

/// Whether an error says that the machine has no addresses of that kind.
bool is_missing_family(int error) noexcept {
  return error == EAFNOSUPPORT || error == EADDRNOTAVAIL || error == EPROTONOSUPPORT;
}

}  // namespace

std::variant<std::vector<BoundSocket>, NetworkError> bind_address(const InternetAddress& address,
                                                                  int type, int backlog) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = type;
  addrinfo* found = nullptr;
  const char* const host = address.host.empty() ? nullptr : address.host.c_str();
  const int status = getaddrinfo(host, std::to_string(address.port).c_str(), &hints, &found);
  const std::string what = "listen on " + name_of(address);
  if (status != 0) return NetworkError{"cannot " + what + ": " + gai_strerror(status)};
  const AddressList addresses(found, &freeaddrinfo);

  std::vector<BoundSocket> sockets;
  int error = EADDRNOTAVAIL;
  for (const addrinfo* at = addresses.get(); at != nullptr; at = at->ai_next) {
    auto socket = bind_at(*at, backlog);
    if (!socket) {
      error = socket.error();
      if (!is_missing_family(error)) return cannot(what, error);
      continue;
    }
    const std::uint16_t port = port_of(*socket);
    const bool is_ipv6 = at->ai_family == AF_INET6;
    sockets.push_back({.socket = std::move(*socket),
                       .name = name_of({address.host, port}, is_ipv6),
                       .port = port,
                       .is_ipv6 = is_ipv6});
  }
  if (sockets.empty()) return cannot(what, error);
  return sockets;
}

}  // namespace mcspec::net
