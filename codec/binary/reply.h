#pragma once

#include <cstdint>

#include "codec/binary/header.h"
#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/writer.h"

namespace mcspec::codec::binary {

/// Outcome of a request. Source: protocol-binary.xml, "Response Status".
enum class Status : std::uint16_t {
  success = 0x0000,
  key_not_found = 0x0001,
  key_exists = 0x0002,
  too_large = 0x0003,
  invalid_arguments = 0x0004,
  not_stored = 0x0005,
  non_numeric = 0x0006,
  auth_error = 0x0020,
  auth_continue = 0x0021,
  unknown_command = 0x0081,
  out_of_memory = 0x0082,
};

/// A response; `value` may be sent by the caller from where it lies, see encode_head().
struct Reply {
  std::uint8_t opcode = 0;  ///< of the request, its quiet form included
  Status status = Status::success;
  std::uint32_t opaque = 0;  ///< of the request
  std::uint64_t cas = 0;
  Bytes extras;
  Bytes key;
  Bytes value;
};

/// Header, extras and key, with a body size that counts the value in.
void encode_head(Writer& out, const Reply& reply) noexcept;

/// The whole reply.
void encode(Writer& out, const Reply& reply) noexcept;

/// A response as it was received: its header and what precedes the value. Views point into the
/// decoded octets. Any opcode and any status may stand in the header.
struct ReplyPacket {
  Header header;
  Bytes extras;
  Bytes key;
  std::uint32_t value_size = 0;  ///< octets that follow
};

/// Octets from the header to the start of the value of a response.
constexpr std::size_t reply_head_size(const Header& header) noexcept {
  return kHeaderSize + header.extras_size + header.key_size;
}

/// Whether a response may look as its header says: `bad_magic`, `bad_lengths` or `body_too_large`
/// where not, and then it is unknown where the next one starts.
Fault check_reply_header(const Header& header, const Limits& limits) noexcept;

/// Reads a response's head. Requires: check_reply_header() found nothing, and `octets` holds
/// reply_head_size(header) octets.
ReplyPacket decode_reply(const Header& header, Bytes octets) noexcept;

/// Writes header, extras and key as they stand; the value is the caller's to send.
void encode(Writer& out, const ReplyPacket& packet) noexcept;

}  // namespace mcspec::codec::binary
