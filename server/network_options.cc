#include "server/network_options.h"

#include <cstdlib>
#include <vector>

namespace mcspec {
namespace {

session::Negotiation to_negotiation(config::Protocol protocol) {
  switch (protocol) {
    case config::Protocol::negotiated:
      return session::Negotiation::by_first_octet;
    case config::Protocol::ascii:
      return session::Negotiation::text;
    case config::Protocol::binary:
      return session::Negotiation::binary;
  }
  return session::Negotiation::by_first_octet;
}

/// Where an address of -l is, with a port for those that have none.
net::InternetAddress place_of(const config::ListenAddress& address, std::int32_t port) {
  const bool is_any = port == config::Options::kPortAny;
  const auto usual = static_cast<std::uint16_t>(is_any ? 0 : port);
  return {.host = address.host, .port = address.port != 0 ? address.port : usual};
}

net::Manner manner_of(const config::ListenAddress& address, const config::Options& options) {
  const auto usual_tls = options.enable_ssl ? base::TlsUse::configured : base::TlsUse::none;
  return {.negotiation =
              address.protocol ? to_negotiation(*address.protocol) : usual_negotiation(options),
          .tls = address.tls.value_or(usual_tls)};
}

}  // namespace

session::Negotiation usual_negotiation(const config::Options& options) {
  if (!options.auth_file.empty()) return session::Negotiation::text;
  if (options.sasl) return session::Negotiation::binary;
  return to_negotiation(options.protocol);
}

net::NetworkOptions network_options(const config::Options& options, net::TlsContext* tls) {
  net::NetworkOptions network{.unix_negotiation = usual_negotiation(options),
                              .tls = tls,
                              .backlog = options.listen_backlog,
                              .worker_count = options.threads,
                              .connections_max = options.conn_limit,
                              .idle_timeout = options.idle_timeout,
                              .refuse_at_limit = options.maxconns_fast};
  if (const char* const path = std::getenv("MEMCACHED_PORT_FILENAME")) network.port_file = path;
  if (!options.unix_socket.empty()) {
    network.unix_socket = {.path = options.unix_socket, .mode = options.unix_mask};
    return network;
  }
  std::vector<config::ListenAddress> addresses = options.listen;
  if (addresses.empty()) addresses.emplace_back();
  for (const config::ListenAddress& address : addresses) {
    if (options.port != config::Options::kPortOff) {
      network.tcp.push_back({place_of(address, options.port), manner_of(address, options)});
    }
    if (options.udp_port != config::Options::kPortOff) {
      network.udp.push_back(place_of(address, options.udp_port));
    }
  }
  return network;
}

}  // namespace mcspec
