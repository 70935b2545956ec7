#pragma once

// The replies of the meta protocol. A head is written piece by piece, since its flags stand in
// the order in which they were asked for. Source: protocol.txt, "Meta Commands".

#include <concepts>
#include <cstdint>

#include "codec/bytes.h"
#include "codec/writer.h"

namespace mcspec::codec::meta {

/// The first word of a reply.
enum class Status : std::uint8_t { hd, va, en, nf, ns, ex, mn, me };

/// `HD`, `EN` and so on, without a flag or a terminator.
void encode_status(Writer& out, Status status) noexcept;

/// `VA <size>`, without a flag or a terminator. The data block follows the finished head.
void encode_value_status(Writer& out, std::uint32_t size) noexcept;

/// A space, the flag's letter, and what belongs to it.
void encode_flag(Writer& out, char code, Bytes token) noexcept;

/// As above, with a decimal number.
template <std::integral T>
void encode_flag(Writer& out, char code, T number) noexcept {
  out.put(' ').put(code).put_decimal(number);
}

/// The end of a head.
void encode_end(Writer& out) noexcept;

}  // namespace mcspec::codec::meta
