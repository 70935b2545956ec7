#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "codec/bytes.h"

namespace mcspec::codec::base64 {

/// Octets that `size` octets become when they are encoded.
constexpr std::size_t encoded_size(std::size_t size) noexcept { return (size + 2) / 3 * 4; }

/// Most octets that `size` encoded octets can stand for.
constexpr std::size_t decoded_size_max(std::size_t size) noexcept { return size / 4 * 3; }

/// Octets that decode() makes of `text`, at least one; empty when the text is not base64.
std::optional<std::size_t> decoded_size(Bytes text) noexcept;

/// Decodes the standard alphabet into `out` and says how many octets that gave; empty when the
/// text is not base64. Octets outside the alphabet are skipped and nothing is read behind the
/// first padding, as memcached 1.6.45 does (base64.c).
/// Requires: `out` holds decoded_size_max(text.size()) octets.
std::optional<std::size_t> decode(Bytes text, std::span<char> out) noexcept;

/// Encodes `octets` with padding and says how many octets that gave.
/// Requires: `out` holds encoded_size(octets.size()) octets.
std::size_t encode(Bytes octets, std::span<char> out) noexcept;

}  // namespace mcspec::codec::base64
