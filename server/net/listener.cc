#include "server/net/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace mcspec::net {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

std::string name_of(const TcpAddress& address, bool is_ipv6 = false) {
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
void set_tcp_options(const FileDescriptor& socket, int family) {
  const int on = 1;
  const int number = socket.number();
  setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  setsockopt(number, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  // IPv4 has a listener of its own.
  if (family == AF_INET6) setsockopt(number, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
}

SysResult<FileDescriptor> listen_at(const addrinfo& address, int backlog) {
  FileDescriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return SysError{errno};
  set_tcp_options(socket, address.ai_family);
  if (bind(socket.number(), address.ai_addr, address.ai_addrlen) != 0) return SysError{errno};
  if (listen(socket.number(), backlog) != 0) return SysError{errno};
  return socket;
}

/// Whether an error says that the machine has no addresses of that kind.
bool is_missing_family(int error) noexcept {
  return error == EAFNOSUPPORT || error == EADDRNOTAVAIL || error == EPROTONOSUPPORT;
}

}  // namespace

std::variant<Listeners, NetworkError> listen_tcp(const TcpAddress& address, int backlog) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const char* const host = address.host.empty() ? nullptr : address.host.c_str();
  const int status = getaddrinfo(host, std::to_string(address.port).c_str(), &hints, &found);
  const std::string what = "listen on " + name_of(address);
  if (status != 0) return NetworkError{"cannot " + what + ": " + gai_strerror(status)};
  const AddressList addresses(found, &freeaddrinfo);

  Listeners listeners;
  int error = EADDRNOTAVAIL;
  for (const addrinfo* at = addresses.get(); at != nullptr; at = at->ai_next) {
    auto socket = listen_at(*at, backlog);
    if (!socket) {
      error = socket.error();
      if (!is_missing_family(error)) return cannot(what, error);
      continue;
    }
    const std::uint16_t port = port_of(*socket);
    const bool is_ipv6 = at->ai_family == AF_INET6;
    listeners.push_back(std::make_unique<Listener>(
        std::move(*socket),
        Listener::Place{
            .name = name_of({address.host, port}, is_ipv6), .port = port, .is_ipv6 = is_ipv6}));
  }
  if (listeners.empty()) return cannot(what, error);
  return listeners;
}

std::variant<std::unique_ptr<Listener>, NetworkError> listen_unix(const UnixAddress& address,
                                                                  int backlog) {
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return cannot("listen on " + address.path, errno);
  auto bound = bind_socket_file(socket, address);
  if (auto* const error = std::get_if<NetworkError>(&bound)) return std::move(*error);
  if (listen(socket.number(), backlog) != 0) return cannot("listen on " + address.path, errno);
  return std::make_unique<Listener>(
      std::move(socket),
      Listener::Place{.name = address.path, .file = std::move(*std::get_if<SocketFile>(&bound))});
}

std::optional<NetworkError> write_port_file(const std::string& path, const Listeners& listeners) {
  const std::string unfinished = path + ".lck";
  const std::unique_ptr<FILE, decltype(&fclose)> file(fopen(unfinished.c_str(), "we"), &fclose);
  if (file == nullptr) return cannot("write " + unfinished, errno);
  for (const auto& listener : listeners) {
    const Listener::Place& place = listener->place();
    if (place.port == 0) continue;
    fprintf(file.get(), "TCP %s: %u\n", place.is_ipv6 ? "INET6" : "INET", unsigned{place.port});
  }
  if (fflush(file.get()) != 0) return cannot("write " + unfinished, errno);
  if (rename(unfinished.c_str(), path.c_str()) != 0) return cannot("write " + path, errno);
  return std::nullopt;
}

}  // namespace mcspec::net
