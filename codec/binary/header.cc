#include "codec/binary/header.h"

#include <cassert>

#include "codec/big_endian.h"

namespace mcspec::codec::binary {

Header decode_header(Bytes octets) noexcept {
  assert(octets.size() >= kHeaderSize);
  return {
      .magic = read_big_endian<std::uint8_t>(octets, 0),
      .opcode = read_big_endian<std::uint8_t>(octets, 1),
      .key_size = read_big_endian<std::uint16_t>(octets, 2),
      .extras_size = read_big_endian<std::uint8_t>(octets, 4),
      .data_type = read_big_endian<std::uint8_t>(octets, 5),
      .status = read_big_endian<std::uint16_t>(octets, 6),
      .body_size = read_big_endian<std::uint32_t>(octets, 8),
      .opaque = read_big_endian<std::uint32_t>(octets, 12),
      .cas = read_big_endian<std::uint64_t>(octets, 16),
  };
}

void encode(Writer& out, const Header& header) noexcept {
  out.put_big_endian(header.magic)
      .put_big_endian(header.opcode)
      .put_big_endian(header.key_size)
      .put_big_endian(header.extras_size)
      .put_big_endian(header.data_type)
      .put_big_endian(header.status)
      .put_big_endian(header.body_size)
      .put_big_endian(header.opaque)
      .put_big_endian(header.cas);
}

}  // namespace mcspec::codec::binary
