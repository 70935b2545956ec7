#include "codec/binary/packet.h"

#include <cassert>

#include "codec/big_endian.h"

namespace mcspec::codec::binary {
namespace {

bool fits(Presence presence, std::uint32_t size) noexcept {
  switch (presence) {
    case Presence::never:
      return size == 0;
    case Presence::may:
    case Presence::ignored:
      return true;
    case Presence::must:
      return size != 0;
  }
  return false;
}

std::uint32_t value_size(const Header& header) noexcept {
  return header.body_size - header.key_size - header.extras_size;
}

}  // namespace

Fault check_header(const Header& header, const Limits& limits) noexcept {
  if (header.magic != kRequestMagic) return Fault::bad_magic;
  const std::uint32_t announced = std::uint32_t{header.key_size} + header.extras_size;
  if (announced > header.body_size) return Fault::bad_lengths;
  if (header.body_size > limits.body_size_max) return Fault::body_too_large;
  if (header.key_size > limits.key_size_max) return Fault::key_too_long;

  const OpcodeInfo* info = opcode_info(header.opcode);
  if (info == nullptr) return Fault::unknown_opcode;
  const bool extras_fit =
      header.extras_size == info->extras_size || (info->extras_optional && header.extras_size == 0);
  if (!extras_fit || !fits(info->key, header.key_size) || !fits(info->value, value_size(header))) {
    return Fault::bad_shape;
  }
  return Fault::none;
}

Packet decode_packet(const Header& header, Bytes octets) noexcept {
  assert(octets.size() >= head_size(header));
  return {
      .header = header,
      .info = opcode_info(header.opcode),
      .extras = prefix(without_prefix(octets, kHeaderSize), header.extras_size),
      .key = prefix(without_prefix(octets, kHeaderSize + header.extras_size), header.key_size),
      .value_size = value_size(header),
  };
}

void encode(Writer& out, const Packet& packet) noexcept {
  encode(out, packet.header);
  out.put(packet.extras).put(packet.key);
}

StoreExtras store_extras(const Packet& packet) noexcept {
  assert(packet.extras.size() == 8);
  return {
      .flags = read_big_endian<std::uint32_t>(packet.extras, 0),
      .expiration = read_big_endian<std::uint32_t>(packet.extras, 4),
  };
}

ArithmeticExtras arithmetic_extras(const Packet& packet) noexcept {
  assert(packet.extras.size() == 20);
  return {
      .delta = read_big_endian<std::uint64_t>(packet.extras, 0),
      .initial = read_big_endian<std::uint64_t>(packet.extras, 8),
      .expiration = read_big_endian<std::uint32_t>(packet.extras, 16),
  };
}

std::uint32_t expiration_extras(const Packet& packet) noexcept {
  if (packet.extras.empty()) return 0;
  assert(packet.extras.size() == 4);
  return read_big_endian<std::uint32_t>(packet.extras, 0);
}

}  // namespace mcspec::codec::binary
