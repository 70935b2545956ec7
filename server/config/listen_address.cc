#include "server/config/listen_address.h"

#include <array>

#include "server/config/number.h"

namespace mcspec::config {

namespace {

constexpr std::size_t kTagSizeMax = 8;

struct TlsPrefix {
  std::string_view text;
  base::TlsUse use;
};

constexpr auto kTlsPrefixes = std::to_array<TlsPrefix>({
    {"notls:", base::TlsUse::none},
    {"btls:", base::TlsUse::any_peer},
    {"mtls:", base::TlsUse::known_peer},
});

struct ProtocolPrefix {
  std::string_view text;
  Protocol protocol;
};

constexpr auto kProtocolPrefixes = std::to_array<ProtocolPrefix>({
    {"proto[ascii]:", Protocol::ascii},
    {"proto[binary]:", Protocol::binary},
    {"proto[negotiating]:", Protocol::negotiated},
});

/// Takes `prefix` off the text, if it is there.
bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Takes a tag off the text, if there is one. False if it is none that memcached takes.
bool take_tag(std::string_view& text) {
  const bool has_brackets = text.starts_with("tag[");
  if (!has_brackets && !text.starts_with("tag_")) return true;
  const std::string_view end = has_brackets ? "]:" : "_:";
  const std::size_t size = text.substr(4).find(end);
  if (size == std::string_view::npos || size == 0 || size > kTagSizeMax) return false;
  text.remove_prefix(4 + size + end.size());
  return true;
}

/// Takes what stands before the host off the text. False if that is nothing known.
bool take_prefixes(std::string_view& text, ListenAddress& address) {
  for (const TlsPrefix& prefix : kTlsPrefixes) {
    if (!address.tls && take_prefix(text, prefix.text)) address.tls = prefix.use;
  }
  for (const ProtocolPrefix& prefix : kProtocolPrefixes) {
    if (!address.protocol && take_prefix(text, prefix.text)) address.protocol = prefix.protocol;
  }
  return !text.starts_with("proto[") && take_tag(text);
}

}  // namespace

std::optional<ListenAddress> read_listen_address(std::string_view text) {
  ListenAddress address;
  if (!take_prefixes(text, address)) return std::nullopt;
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
