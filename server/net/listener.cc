#include "server/net/listener.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstdio>

namespace mcspec::net {

std::variant<Listeners, NetworkError> listen_tcp(const InternetAddress& address, int backlog,
                                                 Manner manner) {
  auto bound = bind_address(address, SOCK_STREAM, backlog);
  if (auto* const error = std::get_if<NetworkError>(&bound)) return std::move(*error);
  Listeners listeners;
  for (BoundSocket& at : *std::get_if<std::vector<BoundSocket>>(&bound)) {
    listeners.push_back(std::make_unique<Listener>(
        std::move(at.socket),
        Listener::Place{.name = std::move(at.name), .port = at.port, .is_ipv6 = at.is_ipv6},
        manner));
  }
  return listeners;
}

std::variant<std::unique_ptr<Listener>, NetworkError> listen_unix(const UnixAddress& address,
                                                                  int backlog, Manner manner) {
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return cannot("listen on " + address.path, errno);
  auto bound = bind_socket_file(socket, address);
  if (auto* const error = std::get_if<NetworkError>(&bound)) return std::move(*error);
  if (listen(socket.number(), backlog) != 0) return cannot("listen on " + address.path, errno);
  return std::make_unique<Listener>(
      std::move(socket),
      Listener::Place{.name = address.path, .file = std::move(*std::get_if<SocketFile>(&bound))},
      manner);
}

std::optional<NetworkError> write_port_file(const std::string& path, const Listeners& listeners,
                                            const std::vector<BoundSocket>& udp_sockets) {
  const std::string unfinished = path + ".lck";
  const std::unique_ptr<FILE, decltype(&fclose)> file(fopen(unfinished.c_str(), "we"), &fclose);
  if (file == nullptr) return cannot("write " + unfinished, errno);
  for (const auto& listener : listeners) {
    const Listener::Place& place = listener->place();
    if (place.port == 0) continue;
    fprintf(file.get(), "TCP %s: %u\n", place.is_ipv6 ? "INET6" : "INET", unsigned{place.port});
  }
  for (const BoundSocket& udp : udp_sockets) {
    fprintf(file.get(), "UDP %s: %u\n", udp.is_ipv6 ? "INET6" : "INET", unsigned{udp.port});
  }
  if (fflush(file.get()) != 0) return cannot("write " + unfinished, errno);
  if (rename(unfinished.c_str(), path.c_str()) != 0) return cannot("write " + path, errno);
  return std::nullopt;
}

}  // namespace mcspec::net
