#pragma once

#include <cassert>
#include <cstdint>

#include "codec/binary/header.h"
#include "codec/binary/opcode.h"
#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/writer.h"

namespace mcspec::codec::binary {

/// A request: its header and what precedes the value. Views point into the decoded octets.
struct Packet {
  Header header;
  const OpcodeInfo* info = nullptr;  ///< never null once decoded
  Bytes extras;                      ///< of a size that the opcode allows
  Bytes key;
  std::uint32_t value_size = 0;  ///< octets that follow
};

/// Whether the value is part of the command, even when it has no octets.
inline bool takes_value(const Packet& packet) noexcept {
  return packet.info->value == Presence::may;
}

/// Octets from the header to the start of the value.
constexpr std::size_t head_size(const Header& header) noexcept {
  return kHeaderSize + header.extras_size + header.key_size;
}

/// Octets of the value that a header announces. Requires: its lengths fit in the body.
constexpr std::uint32_t value_size(const Header& header) noexcept {
  return header.body_size - header.key_size - header.extras_size;
}

/// Whether a request may look as its header says. Every fault but `unknown_opcode` leaves it
/// unknown where the next packet starts. Source: proto_bin.c, dispatch_bin_command.
inline Fault check_header(const Header& header, const Limits& limits) noexcept {
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

/// Reads what follows a packet's header. Requires: check_header() found nothing wrong with
/// `packet.header`, and `octets` holds head_size() octets.
inline void decode_body(Bytes octets, Packet& packet) noexcept {
  const Header& header = packet.header;
  assert(octets.size() >= head_size(header));
  packet.info = opcode_info(header.opcode);
  packet.extras = Bytes(octets.data() + kHeaderSize, header.extras_size);
  packet.key = Bytes(octets.data() + kHeaderSize + header.extras_size, header.key_size);
  packet.value_size = value_size(header);
}

/// Reads a packet's head. Requires: check_header() finds nothing wrong with it, and `octets` holds
/// all of it.
inline void decode_packet(Bytes octets, Packet& packet) noexcept {
  decode_header(octets, packet.header);
  decode_body(octets, packet);
}

/// Writes header, extras and key; the value is the caller's to send.
void encode(Writer& out, const Packet& packet) noexcept;

/// The extras of set, add and replace.
struct StoreExtras {
  std::uint32_t flags;
  std::uint32_t expiration;  ///< seconds as sent
};

/// The extras of increment and decrement.
struct ArithmeticExtras {
  std::uint64_t delta;
  std::uint64_t initial;
  std::uint32_t expiration;  ///< seconds as sent; all ones: a missing number is not created
};

/// The expiration that says that increment and decrement create nothing.
inline constexpr std::uint32_t kDoNotCreate = 0xffffffff;

/// Requires for each: the packet's opcode has such extras.
StoreExtras store_extras(const Packet& packet) noexcept;
ArithmeticExtras arithmetic_extras(const Packet& packet) noexcept;

/// The one number of touch, gat and flush, in seconds as sent; 0 where flush has none.
std::uint32_t expiration_extras(const Packet& packet) noexcept;

}  // namespace mcspec::codec::binary
