#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/base/tls_options.h"
#include "server/net/internet_address.h"
#include "server/net/network_error.h"
#include "server/net/reactor.h"
#include "server/net/socket_file.h"
#include "server/session/server.h"

namespace mcspec::net {

/// How peers are talked to that connect to one listener.
struct Manner {
  session::Negotiation negotiation = session::Negotiation::by_first_octet;
  base::TlsUse tls = base::TlsUse::none;
};

/// A socket that peers connect to.
class Listener final : public Channel {
 public:
  /// What it listens on.
  struct Place {
    std::string name;        ///< as an operator writes it: `[::1]:11211`, or a path
    std::uint16_t port = 0;  ///< 0 for a unix socket
    bool is_ipv6 = false;
    SocketFile file{};  ///< of a unix socket
  };

  /// Requires: `socket` listens, and does not block.
  Listener(FileDescriptor socket, Place place, Manner manner) noexcept
      : Channel(std::move(socket), ChannelKind::notifier),
        place_(std::move(place)),
        manner_(manner) {}

  const Place& place() const noexcept { return place_; }
  const Manner& manner() const noexcept { return manner_; }

 private:
  Place place_;
  Manner manner_;
};

using Listeners = std::vector<std::unique_ptr<Listener>>;

/// Listens on every address that the host has, or says why not. A kind of address that the
/// machine does not have is passed over, as long as there is another.
/// `backlog`: connections that may wait to be accepted.
std::variant<Listeners, NetworkError> listen_tcp(const InternetAddress& address, int backlog,
                                                 Manner manner = {});

/// Listens on a socket file, or says why not.
std::variant<std::unique_ptr<Listener>, NetworkError> listen_unix(const UnixAddress& address,
                                                                  int backlog, Manner manner = {});

/// Writes the ports to a file, a line each: `TCP INET: 11211`, `UDP INET6: 11211`. The file appears
/// when it is whole. Why that failed, if it did.
/// Source: memcached.c, main and server_socket, MEMCACHED_PORT_FILENAME.
std::optional<NetworkError> write_port_file(const std::string& path, const Listeners& listeners,
                                            const std::vector<BoundSocket>& udp_sockets);

}  // namespace mcspec::net
