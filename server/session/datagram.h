#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/request_stream.h"
#include "codec/udp/frame.h"
#include "server/base/clock.h"
#include "server/base/output.h"
#include "server/session/server.h"
#include "server/session/session.h"

namespace mcspec::session {

/// The answer to one datagram, which is a conversation of its own: nothing is left behind for the
/// next. Each request is answered with a message, of as many datagrams as its reply takes; quit and
/// a binary request without a reply are with a header alone. A request that does not end in the
/// datagram is not performed, nor is what follows it. Source: memcached 1.6.45, memcached.c,
/// transmit_udp, which makes a message for each value besides.
///
/// What one datagram can draw is bounded: no request is performed once the replies have come to
/// base::Output::kFullSize octets, and a retrieval that would exceed that is refused. So the most
/// is that size and one value.
class Datagram {
 public:
  /// Requires: `server`, whom everybody may ask, and the octets outlive this; `scratch`, where
  /// replies are made, does as well, and is empty.
  Datagram(Server& server, std::string_view octets, base::Instant now,
           base::Output& scratch) noexcept;

  /// The next datagram to send, valid until the next call; empty behind the last. Leaves the
  /// scratch empty then, and not before.
  std::optional<std::string_view> next() noexcept;

 private:
  bool perform_next() noexcept;
  std::size_t next_request_size() noexcept;
  void begin_message() noexcept;
  std::string_view frame_payload(std::string_view payload) noexcept;

  const base::Instant now_;
  base::Output& scratch_;
  Session session_;
  codec::RequestStream stream_;  ///< finds where each request ends; the session reads it again
  std::string_view unperformed_;
  codec::udp::Frame frame_;
  std::uint16_t left_ = 0;                               ///< datagrams of the present message
  std::size_t replies_size_ = 0;                         ///< octets of all messages
  std::array<char, codec::udp::kDatagramSizeMax> made_;  ///< the datagram that next() returned
};

}  // namespace mcspec::session
