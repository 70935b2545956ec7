#include "codec/binary/header.h"

namespace mcspec::codec::binary {

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
