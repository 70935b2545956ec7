#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "codec/binary/reply.h"
#include "codec/bytes.h"
#include "codec/classic/reply.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/meta/reply.h"
#include "codec/writer.h"

namespace mcspec::codec {

/// A reply in the words of the dialect it came in, or what precedes its data block.
using Reply = std::variant<classic::Reply, meta::Head, binary::ReplyPacket>;

/// Reads a text line without its terminator. Where the answer is a fault, the reply is
/// unspecified. Views point into `line`.
Fault decode_reply_line(Bytes line, const Limits& limits, Reply& reply) noexcept;

/// Octets of the data block that follows the reply, the CRLF of a text block not counted; empty
/// when none follows. A binary reply without octets of value has none.
std::optional<std::uint32_t> block_size(const Reply& reply) noexcept;

/// Writes the reply as it was read: its line, or its packet without the value.
void encode(Writer& out, const Reply& reply) noexcept;

}  // namespace mcspec::codec
