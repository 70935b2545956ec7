#pragma once

#include <cassert>
#include <cstdint>

#include "codec/big_endian.h"
#include "codec/bytes.h"
#include "codec/writer.h"

namespace mcspec::codec::binary {

/// First octet of a request, and of a response.
inline constexpr std::uint8_t kRequestMagic = 0x80;
inline constexpr std::uint8_t kResponseMagic = 0x81;

/// Octets of a header.
inline constexpr std::size_t kHeaderSize = 24;

/// What every packet starts with; numbers are big-endian on the wire.
///
///     octet   0      1       2..3      4            5
///             magic  opcode  key size  extras size  data type
///     octet   6..7                           8..11      12..15  16..23
///             vbucket, or status of a reply  body size  opaque  CAS
///
/// Source: protocol-binary.xml, "Packet Structure".
struct Header {
  std::uint8_t magic = 0;
  std::uint8_t opcode = 0;
  std::uint16_t key_size = 0;
  std::uint8_t extras_size = 0;
  std::uint8_t data_type = 0;
  std::uint16_t status = 0;     ///< of a response; the vbucket of a request
  std::uint32_t body_size = 0;  ///< extras, key and value together
  std::uint32_t opaque = 0;     ///< the sender's own; comes back as it went
  std::uint64_t cas = 0;
};

/// Reads the first 24 octets. Requires: there are as many. Any octets make a header.
inline void decode_header(Bytes octets, Header& header) noexcept {
  assert(octets.size() >= kHeaderSize);
  // In words, and into place: a header that is copied while its fields are on their way to memory
  // takes longer than all the rest of a packet.
  const auto first = read_big_endian<std::uint64_t>(octets, 0);
  const auto second = read_big_endian<std::uint64_t>(octets, 8);
  header.magic = static_cast<std::uint8_t>(first >> 56);
  header.opcode = static_cast<std::uint8_t>(first >> 48);
  header.key_size = static_cast<std::uint16_t>(first >> 32);
  header.extras_size = static_cast<std::uint8_t>(first >> 24);
  header.data_type = static_cast<std::uint8_t>(first >> 16);
  header.status = static_cast<std::uint16_t>(first);
  header.body_size = static_cast<std::uint32_t>(second >> 32);
  header.opaque = static_cast<std::uint32_t>(second);
  header.cas = read_big_endian<std::uint64_t>(octets, 16);
}

inline Header decode_header(Bytes octets) noexcept {
  Header header;
  decode_header(octets, header);
  return header;
}

/// Writes all fields as they stand, whether they fit together or not.
void encode(Writer& out, const Header& header) noexcept;

}  // namespace mcspec::codec::binary
