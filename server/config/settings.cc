#include "server/config/settings.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace mcspec::config {
namespace {

std::string to_text(bool value) { return value ? "yes" : "no"; }

std::string to_octal(mode_t mode) {
  std::array<char, 16> text;
  std::snprintf(text.data(), text.size(), "%o", static_cast<unsigned>(mode));
  return text.data();
}

std::string to_text(Protocol protocol) {
  switch (protocol) {
    case Protocol::negotiated:
      return "auto-negotiate";
    case Protocol::ascii:
      return "ascii";
    case Protocol::binary:
      return "binary";
  }
  return {};
}

/// The addresses of -l; `NULL` if there are none.
std::string list_interfaces(const Options& options) {
  if (options.listen.empty()) return "NULL";
  std::string text;
  for (const ListenAddress& address : options.listen) {
    if (!text.empty()) text += ',';
    const bool is_ipv6 = address.host.find(':') != std::string::npos;
    text.append(is_ipv6 ? "[" : "").append(address.host.empty() ? "*" : address.host);
    text.append(is_ipv6 ? "]" : "");
    if (address.port != 0) text.append(":").append(std::to_string(address.port));
  }
  return text;
}

}  // namespace

std::vector<base::Statistic> list_settings(const Options& options) {
  // Source: memcached.c, which counts -v up to this.
  constexpr std::uint32_t kVerbosityMax = 2;
  return {
      {"maxbytes", std::to_string(options.memory_limit)},
      {"maxconns", std::to_string(options.conn_limit)},
      {"tcpport", std::to_string(options.port)},
      {"udpport", "0"},
      {"inter", list_interfaces(options)},
      {"verbosity", std::to_string(std::min(options.verbose, kVerbosityMax))},
      {"evictions", options.disable_evictions ? "off" : "on"},
      {"domain_socket", options.unix_socket.empty() ? "NULL" : options.unix_socket},
      {"umask", to_octal(options.unix_mask)},
      {"num_threads", std::to_string(options.threads)},
      {"num_threads_per_udp", std::to_string(options.threads)},
      {"reqs_per_event", std::to_string(options.max_reqs_per_event)},
      {"cas_enabled", to_text(!options.disable_cas)},
      {"tcp_backlog", std::to_string(options.listen_backlog)},
      {"binding_protocol", to_text(options.protocol)},
      {"item_size_max", std::to_string(options.max_item_size)},
      {"maxconns_fast", to_text(options.maxconns_fast)},
  };
}

}  // namespace mcspec::config
