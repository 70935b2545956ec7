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

Fault check_reply_header(const Header& header, const Limits& limits) noexcept {
  if (header.magic != kResponseMagic) return Fault::bad_magic;
  const auto size = static_cast<std::uint32_t>(header.extras_size + header.key_size);
  if (size > header.body_size) return Fault::bad_lengths;
  return header.body_size > limits.body_size_max ? Fault::body_too_large : Fault::none;
}

ReplyPacket decode_reply(const Header& header, Bytes octets) noexcept {
  const Bytes body = without_prefix(octets, kHeaderSize);
  return {
      .header = header,
      .extras = prefix(body, header.extras_size),
      .key = prefix(without_prefix(body, header.extras_size), header.key_size),
      .value_size = header.body_size - header.extras_size - header.key_size,
  };
}

void encode(Writer& out, const ReplyPacket& packet) noexcept {
  encode(out, packet.header);
  out.put(packet.extras).put(packet.key);
}

}  // namespace mcspec::codec::binary
