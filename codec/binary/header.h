#pragma once

#include <array>
#include <cstdint>

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
Header decode_header(Bytes octets) noexcept;

/// Writes all fields as they stand, whether they fit together or not.
void encode(Writer& out, const Header& header) noexcept;

}  // namespace mcspec::codec::binary
