#include "codec/udp/frame.h"

#include <limits>

#include "codec/big_endian.h"

namespace mcspec::codec::udp {

Fault decode_frame(Bytes datagram, Frame& frame) noexcept {
  if (datagram.size() < kFrameHeaderSize) return Fault::datagram_too_short;
  frame.request_id = read_big_endian<std::uint16_t>(datagram, 0);
  frame.sequence = read_big_endian<std::uint16_t>(datagram, 2);
  frame.count = read_big_endian<std::uint16_t>(datagram, 4);
  frame.reserved = read_big_endian<std::uint16_t>(datagram, 6);
  return Fault::none;
}

Bytes payload(Bytes datagram) noexcept { return without_prefix(datagram, kFrameHeaderSize); }

Fault check_request(const Frame& frame, std::size_t payload_size) noexcept {
  if (payload_size == 0) return Fault::empty_datagram;
  return frame.count == 1 ? Fault::none : Fault::split_request;
}

void encode(Writer& out, const Frame& frame) noexcept {
  out.put_big_endian(frame.request_id)
      .put_big_endian(frame.sequence)
      .put_big_endian(frame.count)
      .put_big_endian(frame.reserved);
}

std::optional<std::uint16_t> datagram_count(std::uint64_t reply_size,
                                            std::size_t datagram_size_max) noexcept {
  if (datagram_size_max <= kFrameHeaderSize) return std::nullopt;
  const std::uint64_t payload_size_max = datagram_size_max - kFrameHeaderSize;
  const bool has_rest = reply_size % payload_size_max != 0;
  const std::uint64_t count = reply_size / payload_size_max + (has_rest ? 1 : 0);
  if (count > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
  return static_cast<std::uint16_t>(count);
}

}  // namespace mcspec::codec::udp
