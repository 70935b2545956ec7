#include "codec/request.h"

#include <cassert>

namespace mcspec::codec {

Bytes without_terminator(Bytes line) noexcept {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Decoded decode_line(Bytes line, const Limits& limits, Request& request, Dialect& dialect,
                    meta::Verb& verb) noexcept {
  if (meta::is_command(line, verb)) {
    dialect = Dialect::meta;
    return meta::decode_command(verb, line, limits, request.emplace<meta::Command>());
  }
  dialect = Dialect::classic;
  return classic::decode_command(line, limits, request.emplace<classic::Command>());
}

void decode_head(Bytes head, const Limits& limits, Request& request) noexcept {
  if (static_cast<std::uint8_t>(head.front()) == binary::kRequestMagic) {
    request = binary::decode_packet(binary::decode_header(head), head);
    return;
  }
  Dialect dialect{};
  meta::Verb verb{};
  [[maybe_unused]] const Decoded decoded =
      decode_line(without_terminator(head), limits, request, dialect, verb);
  assert(decoded.fault == Fault::none);
}

}  // namespace mcspec::codec
