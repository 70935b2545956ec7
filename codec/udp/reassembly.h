#pragma once

#include <array>
#include <cstdint>

#include "codec/udp/frame.h"

namespace mcspec::codec::udp {

/// Datagrams of a message at most: 1,425,408 octets in datagrams of the usual size, enough for a
/// value of a mebibyte and its head. What they are noted in is a part of each Reassembly.
inline constexpr std::uint16_t kReassemblyCountMax = 1024;

/// What a frame is to the message that is awaited. All but the first two change nothing.
enum class Arrival : std::uint8_t {
  fragment,      ///< new, and others are missing
  complete,      ///< new, and the last that was missing
  duplicate,     ///< its sequence has come before
  foreign,       ///< of another request
  out_of_range,  ///< its sequence is not below its count; so is a count of 0
  too_many,      ///< its count is more than kReassemblyCountMax
  inconsistent,  ///< its count is not that of the first that came
};

/// Tells a client which datagrams of one message have come, in whatever order and however often.
/// Keeps no octets: the caller puts the payload of sequence n behind n payloads of full size.
///
/// One message is not always one reply: since 1.6.0, memcached answers a get with a message for
/// each key, END riding on the last, and a datagram of several commands with one for each, all of
/// the same request id. The caller begins anew behind a complete message, until its ReplyStream has
/// seen the end of what it awaits, and gives up by its own clock. A lost or forged datagram cannot
/// be told from a late one, and two messages of several datagrams each not from one another.
/// Source: memcached.c, transmit_udp.
class Reassembly {
 public:
  explicit Reassembly(std::uint16_t request_id) noexcept : request_id_(request_id) {}

  /// Notes a frame that came, and says what it is.
  Arrival take(const Frame& frame) noexcept;

  std::uint16_t request_id() const noexcept { return request_id_; }

  /// Datagrams of the message; 0 before the first has come.
  std::uint16_t count() const noexcept { return count_; }

  /// Datagrams that have come, each counted once.
  std::uint16_t received() const noexcept { return received_; }

  bool is_complete() const noexcept { return count_ != 0 && received_ == count_; }

 private:
  std::uint16_t request_id_;
  std::uint16_t count_ = 0;
  std::uint16_t received_ = 0;
  std::array<std::uint64_t, kReassemblyCountMax / 64> has_come_{};  ///< a bit for each sequence
};

}  // namespace mcspec::codec::udp
