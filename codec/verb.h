#pragma once

#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"
#include "codec/scan.h"

namespace mcspec::codec {

/// Octets of a word that pack_verb() tells from all others.
inline constexpr std::size_t kPackedSizeMax = 7;

/// A word of up to seven octets and its size as one number, so that verbs are told apart by one
/// comparison; 0 for longer words.
constexpr std::uint64_t pack_verb(Bytes word) noexcept {
  if (word.size() > kPackedSizeMax) return 0;
  std::uint64_t packed = word.size();
  for (std::size_t at = kPackedSizeMax; at > 0; --at) {
    const char octet = at <= word.size() ? word[at - 1] : '\0';
    packed = packed << 8 | static_cast<unsigned char>(octet);
  }
  return packed;
}

/// pack_verb() of the first `size` octets. Requires: there are as many.
inline std::uint64_t pack_prefix(Bytes text, std::size_t size) noexcept {
  if (text.size() < 8 || size > kPackedSizeMax) return pack_verb(prefix(text, size));
  const std::uint64_t octets = load<std::uint64_t>(text.data()) & bits_below(8 * size);
  return octets | std::uint64_t{size} << 56;
}

}  // namespace mcspec::codec
