#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/net/reactor.h"

namespace mcspec::net {

/// Why the network cannot be used, as one line for the operator.
struct NetworkError {
  std::string text;
};

/// Where to listen for TCP connections.
struct TcpAddress {
  std::string host;        ///< name or numeric address, IPv6 without brackets; empty: all interfaces
  std::uint16_t port = 0;  ///< 0: any that is free
};

/// Where to listen on the machine itself.
struct UnixAddress {
  std::string path;
  mode_t mode = 0700;  ///< access to the socket file
};

/// A socket that peers connect to.
class Listener final : public Channel {
 public:
  Listener(FileDescriptor socket, std::string name) noexcept
      : Channel(std::move(socket), ChannelKind::notifier), name_(std::move(name)) {}

  /// Takes the socket file away, if it is still the one that was made here.
  ~Listener();

  /// What it listens on, as an operator writes it: `127.0.0.1:11211`, `[::1]:11211` or a path.
  const std::string& name() const noexcept { return name_; }

  /// The TCP port; 0 for a unix socket.
  std::uint16_t port() const noexcept { return port_; }
  bool is_ipv6() const noexcept { return is_ipv6_; }

 private:
  friend std::variant<std::unique_ptr<Listener>, NetworkError> listen_unix(const UnixAddress&, int);
  friend SysResult<std::unique_ptr<Listener>> listen_one(const struct addrinfo&, int);

  std::string name_;
  std::uint16_t port_ = 0;
  bool is_ipv6_ = false;
  dev_t file_device_ = 0;
  ino_t file_number_ = 0;
};

using Listeners = std::vector<std::unique_ptr<Listener>>;

/// Listens on every address that the host has, or says why not. A family of addresses that the
/// machine does not have is passed over, as long as another one is there.
/// `backlog`: connections that may wait to be accepted.
std::variant<Listeners, NetworkError> listen_tcp(const TcpAddress& address, int backlog);

/// Listens on a socket file, or says why not. A socket file that nobody answers on is replaced;
/// nothing else that exists is.
std::variant<std::unique_ptr<Listener>, NetworkError> listen_unix(const UnixAddress& address,
                                                                  int backlog);

/// Writes the ports to a file, as `TCP INET: 11211` and `TCP INET6: 11211`, one a line; the file
/// appears when it is whole. Why that failed, if it did.
/// Source: memcached.c, main and server_socket, MEMCACHED_PORT_FILENAME.
std::optional<NetworkError> write_port_file(const std::string& path, const Listeners& listeners);

}  // namespace mcspec::net
