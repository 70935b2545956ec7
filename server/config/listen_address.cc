#include "server/config/listen_address.h"

#include "server/config/number.h"

namespace mcspec::config {

std::optional<ListenAddress> read_listen_address(std::string_view text) {
  ListenAddress address;
  std::string_view host = text;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
    if (!rest.empty() && !rest.starts_with(':')) return std::nullopt;
  } else if (const std::size_t colon = text.find(':');
             colon != std::string_view::npos && text.rfind(':') == colon) {
    host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (host.empty()) return std::nullopt;
  if (host != "*") address.host = host;
  if (rest.empty()) return address;
  const auto port = read_number<std::uint16_t>(rest.substr(1), 1, 65535);
  if (!port) return std::nullopt;
  address.port = *port;
  return address;
}

}  // namespace mcspec::config
