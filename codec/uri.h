#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "codec/bytes.h"
#include "codec/writer.h"

// Keys where no octet may be taken for something else: metadump and watch. Letters, digits and
// `-._~` stand for themselves, any other octet is % and two upper-case hexadecimal digits.
// Source: memcached's util.c, uriencode.
namespace mcspec::codec::uri {

/// Most octets that `size` octets become when they are encoded.
constexpr std::size_t encoded_size_max(std::size_t size) noexcept { return size * 3; }

/// Writes `octets` encoded.
void encode(Writer& out, Bytes octets) noexcept;

/// Octets that `text` stands for; empty when it is not what encode() makes of anything.
std::optional<std::size_t> decoded_size(Bytes text) noexcept;

/// Decodes `text` into `out` and says how many octets that gave; empty when it is not what encode()
/// makes of anything. Requires: `out` holds decoded_size(text) octets; text.size() is enough.
std::optional<std::size_t> decode(Bytes text, std::span<char> out) noexcept;

}  // namespace mcspec::codec::uri
