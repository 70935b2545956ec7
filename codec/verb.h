#pragma once

#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"

namespace mcspec::codec {

/// A word of up to eight octets as one number, so that verbs are told apart by one comparison.
/// Longer words all become 0, which no shorter word does.
constexpr std::uint64_t pack_verb(Bytes word) noexcept {
  if (word.size() > 8) return 0;
  std::uint64_t packed = 0;
  for (std::size_t at = 0; at < word.size(); ++at) {
    packed = packed << 8 | static_cast<unsigned char>(word[at]);
  }
  return packed;
}

}  // namespace mcspec::codec
