#pragma once

// The header in front of every datagram. What follows it is text or binary, as on a connection.
// Source: protocol.txt, "UDP protocol".

#include <cstddef>
#include <cstdint>
#include <optional>

#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/writer.h"

namespace mcspec::codec::udp {

/// Octets of a header.
inline constexpr std::size_t kFrameHeaderSize = 8;

/// Octets of a datagram that a server sends, header included, and how many of them are reply.
/// Source: memcached.h, UDP_MAX_PAYLOAD_SIZE and UDP_DATA_SIZE.
inline constexpr std::size_t kDatagramSizeMax = 1400;
inline constexpr std::size_t kPayloadSizeMax = kDatagramSizeMax - kFrameHeaderSize;

/// What every datagram starts with; numbers are big-endian on the wire.
///
///     octet   0..1        2..3      4..5   6..7
///             request id  sequence  count  reserved
struct Frame {
  std::uint16_t request_id = 0;  ///< the client's own; replies carry it too
  std::uint16_t sequence = 0;    ///< of this datagram in its message, from 0
  std::uint16_t count = 1;       ///< datagrams of the message
  std::uint16_t reserved = 0;    ///< zero when sent; nobody looks at it
};

/// Reads the header of a datagram: `datagram_too_short`, and `frame` left alone, where it has none.
/// Any eight octets make a frame.
Fault decode_frame(Bytes datagram, Frame& frame) noexcept;

/// What follows the header. Requires: the datagram has one.
Bytes payload(Bytes datagram) noexcept;

/// Whether a server may act on a request: not on one without a payload (`empty_datagram`), nor on
/// one whose count is not 1 (`split_request`). What it does not act on it drops without an answer.
/// The sequence does not matter. Source: memcached.c, try_read_udp.
Fault check_request(const Frame& frame, std::size_t payload_size) noexcept;

/// Writes all fields as they stand, whether they fit together or not.
void encode(Writer& out, const Frame& frame) noexcept;

/// Datagrams of at most `datagram_size_max` octets, header included, that a reply of `reply_size`
/// octets takes: none of nothing. Empty when they are more than a count can say, or when a datagram
/// has no room for a payload.
std::optional<std::uint16_t> datagram_count(
    std::uint64_t reply_size, std::size_t datagram_size_max = kDatagramSizeMax) noexcept;

}  // namespace mcspec::codec::udp
