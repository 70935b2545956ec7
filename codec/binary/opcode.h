#pragma once

#include <array>
#include <cstdint>

#include "codec/bytes.h"

namespace mcspec::codec::binary {

/// The commands that memcached knows. Source: protocol-binary.xml, "Command Opcodes".
enum class Opcode : std::uint8_t {
  get = 0x00,
  set = 0x01,
  add = 0x02,
  replace = 0x03,
  delete_ = 0x04,
  increment = 0x05,
  decrement = 0x06,
  quit = 0x07,
  flush = 0x08,
  getq = 0x09,
  noop = 0x0a,
  version = 0x0b,
  getk = 0x0c,
  getkq = 0x0d,
  append = 0x0e,
  prepend = 0x0f,
  stat = 0x10,
  setq = 0x11,
  addq = 0x12,
  replaceq = 0x13,
  deleteq = 0x14,
  incrementq = 0x15,
  decrementq = 0x16,
  quitq = 0x17,
  flushq = 0x18,
  appendq = 0x19,
  prependq = 0x1a,
  touch = 0x1c,
  gat = 0x1d,
  gatq = 0x1e,
  sasl_list_mechanisms = 0x20,
  sasl_auth = 0x21,
  sasl_step = 0x22,
  gatk = 0x23,
  gatkq = 0x24,
};

/// Whether a part of the body may, must or must not be there. The lowest bit is set when it may be
/// missing, the next one when it may be there.
enum class Presence : std::uint8_t {
  never = 0b01,
  may = 0b11,
  must = 0b10,
  ignored = 0b111,  ///< may be there, means nothing, and is let pass
};

/// Whether a part may have `size` octets.
constexpr bool fits(Presence presence, std::uint32_t size) noexcept {
  return (static_cast<std::uint8_t>(presence) & (size == 0 ? 0b01 : 0b10)) != 0;
}

/// What a request with an opcode looks like, and what it asks for.
struct OpcodeInfo {
  Opcode opcode;  ///< as on the wire
  Opcode base;    ///< the command without its quiet form
  Bytes name;
  bool quiet;     ///< the usual outcome is not answered
  bool with_key;  ///< a hit's reply carries the key
  std::uint8_t extras_size;
  bool extras_optional;  ///< none at all is legal too
  Presence key;
  Presence value;
};

namespace detail {
extern const std::array<const OpcodeInfo*, 256> kOpcodes;
}

/// The row of the opcode table; null for an opcode that memcached does not know.
inline const OpcodeInfo* opcode_info(std::uint8_t opcode) noexcept {
  return detail::kOpcodes[opcode];
}

}  // namespace mcspec::codec::binary
