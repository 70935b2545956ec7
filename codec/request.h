#pragma once

#include <variant>

#include "codec/binary/packet.h"
#include "codec/bytes.h"
#include "codec/classic/command.h"
#include "codec/decoded.h"
#include "codec/limits.h"
#include "codec/line.h"
#include "codec/meta/command.h"

namespace mcspec::codec {

/// A request in the words of the dialect it came in.
using Request = std::variant<classic::Command, meta::Command, binary::Packet>;

/// Which dialect a request or a fault belongs to. A text line whose verb nobody knows is classic.
enum class Dialect : std::uint8_t { classic, meta, binary };

/// Reads the octets of a head once more, for whoever has moved them: same request, other views.
/// Requires: a RequestStream with these limits found a head in exactly these octets.
void decode_head(Bytes head, const Limits& limits, Request& request) noexcept;

}  // namespace mcspec::codec
