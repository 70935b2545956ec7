#pragma once

// What peers are told who have to say who they are: behind -Y in text, behind -S in SASL.

#include <string_view>

#include "codec/binary/packet.h"
#include "codec/fault.h"
#include "codec/request.h"
#include "codec/request_stream.h"
#include "server/base/output.h"

namespace mcspec::dialect {

/// Answers an attempt of the handshake in text.
void reply_credentials(bool admitted, base::Output& output) noexcept;

/// Answers what is no attempt. Requires: the fault is one of a handshake.
void reply_no_credentials(codec::Fault fault, base::Output& output) noexcept;

/// The packet that a request is if it belongs to SASL, else null.
const codec::binary::Packet* as_sasl(const codec::Request& request) noexcept;

/// Whether a peer may send such a packet before it is authenticated.
/// Source: memcached 1.6.45, proto_bin.c, authenticated.
bool precedes_authentication(std::uint8_t opcode) noexcept;

/// Answers a packet of a peer that is not authenticated, whether it could be read or not.
void refuse_stranger(const codec::Request& request, base::Output& output) noexcept;
void refuse_stranger(const codec::Rejection& rejection, base::Output& output) noexcept;

/// What has become of a SASL packet.
enum class SaslReply : std::uint8_t {
  mechanisms,          ///< the words are the names of those there are
  admitted,            ///< the peer is who it says
  more,                ///< the words are a challenge
  refused,             ///< wrong, or no attempt at all
  mechanism_too_long,  ///< its name is
  data_too_long,       ///< what was sent for the mechanism is
};

void reply_sasl(const codec::binary::Header& request, SaslReply reply, std::string_view words,
                base::Output& output) noexcept;

}  // namespace mcspec::dialect
