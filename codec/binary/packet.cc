#include "codec/binary/packet.h"

#include <cassert>

#include "codec/big_endian.h"

namespace mcspec::codec::binary {
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
