#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/base/tls_options.h"
#include "server/config/protocol.h"

namespace mcspec::config {

/// One address of -l.
struct ListenAddress {
  std::string host;        ///< a name or number, IPv6 without brackets; empty: all interfaces
  std::uint16_t port = 0;  ///< 0: none of its own
  std::optional<Protocol> protocol{};  ///< of its own, whatever -B says
  std::optional<base::TlsUse> tls{};   ///< of its own, whatever -Z says

  bool operator==(const ListenAddress&) const = default;
};

/// Reads an address with what memcached lets stand before it: `notls:`, `btls:` or `mtls:`; then
/// `proto[ascii]:`, `proto[binary]:` or `proto[negotiating]:`; then `tag[...]:` or `tag_..._:`,
/// which means something to its proxy alone. The address is `host`, `host:port`, `[IPv6]`,
/// `[IPv6]:port` or an IPv6 address without brackets; the host `*` is all interfaces. Empty if it
/// is none of these. Source: memcached.c, server_sockets.
std::optional<ListenAddress> read_listen_address(std::string_view text);

}  // namespace mcspec::config
