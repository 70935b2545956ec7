#include "codec/request.h"

#include <cassert>

#include "codec/decode_inline.h"

namespace mcspec::codec {

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
