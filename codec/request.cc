#include "codec/request.h"

#include <cassert>

#include "codec/decode_line.h"
#include "codec/reuse.h"

namespace mcspec::codec {

Decoded decode_line(const Line& line, const Limits& limits, Request& request) noexcept {
  meta::Verb verb{};
  if (meta::is_command(line.text(), verb)) {
    return meta::decode_command(verb, line, limits, reuse_as<meta::Command>(request));
  }
  return classic::decode_command(line, limits, reuse_as<classic::Command>(request));
}

void decode_head(Bytes head, const Limits& limits, Request& request) noexcept {
  if (static_cast<std::uint8_t>(head.front()) == binary::kRequestMagic) {
    binary::decode_packet(head, reuse_as<binary::Packet>(request));
    return;
  }
  [[maybe_unused]] const Decoded decoded =
      decode_line(Line(without_terminator(head)), limits, request);
  assert(decoded.fault == Fault::none);
}

}  // namespace mcspec::codec
