#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcspec::config {

/// One address of -l.
struct ListenAddress {
  std::string host;        ///< a name or number, IPv6 without brackets; empty: all interfaces
  std::uint16_t port = 0;  ///< 0: none of its own

  bool operator==(const ListenAddress&) const = default;
};

/// Reads `host`, `host:port`, `[IPv6]`, `[IPv6]:port` or an IPv6 address without brackets; the
/// host `*` is all interfaces. Empty if it is none of these. Source: memcached.c, server_sockets.
std::optional<ListenAddress> read_listen_address(std::string_view text);

}  // namespace mcspec::config
