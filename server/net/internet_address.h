#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "server/net/file_descriptor.h"
#include "server/net/network_error.h"

namespace mcspec::net {

/// Where to listen for TCP connections or UDP datagrams.
struct InternetAddress {
  std::string host;        ///< a name or number, IPv6 without brackets; empty: all interfaces
  std::uint16_t port = 0;  ///< 0: any that is free
};

/// A socket that has an address.
struct BoundSocket {
  FileDescriptor socket;  ///< does not block
  std::string name;       ///< as an operator writes it: `[::1]:11211`
  std::uint16_t port = 0;
  bool is_ipv6 = false;
};

/// Binds a socket to every address that the host has, or says why not. A kind of address that the
/// machine does not have is passed over, as long as there is another.
/// `type`: SOCK_STREAM, which also listens, or SOCK_DGRAM. `backlog`: connections that may wait to
/// be accepted.
std::variant<std::vector<BoundSocket>, NetworkError> bind_address(const InternetAddress& address,
                                                                  int type, int backlog = 0);

}  // namespace mcspec::net
