#include "codec/binary/reply.h"

namespace mcspec::codec::binary {

void encode_head(Writer& out, const Reply& reply) noexcept {
  const std::size_t body_size = reply.extras.size() + reply.key.size() + reply.value.size();
  encode(out, Header{
                  .magic = kResponseMagic,
                  .opcode = reply.opcode,
                  .key_size = static_cast<std::uint16_t>(reply.key.size()),
                  .extras_size = static_cast<std::uint8_t>(reply.extras.size()),
                  .status = static_cast<std::uint16_t>(reply.status),
                  .body_size = static_cast<std::uint32_t>(body_size),
                  .opaque = reply.opaque,
                  .cas = reply.cas,
              });
  out.put(reply.extras).put(reply.key);
}

void encode(Writer& out, const Reply& reply) noexcept {
  encode_head(out, reply);
  out.put(reply.value);
}

}  // namespace mcspec::codec::binary
