#pragma once

#include <concepts>
#include <cstddef>

#include "codec/bytes.h"

namespace mcspec::codec {

/// The unsigned number at octet `at`, most significant octet first, whatever the machine's order
/// and alignment. Requires: `octets` holds all of it.
template <std::unsigned_integral T>
constexpr T read_big_endian(Bytes octets, std::size_t at) noexcept {
  T value = 0;
  for (std::size_t index = 0; index < sizeof(T); ++index) {
    const auto octet = static_cast<unsigned char>(octets[at + index]);
    if constexpr (sizeof(T) == 1) {
      value = octet;
    } else {
      value = static_cast<T>(static_cast<T>(value << 8) | octet);
    }
  }
  return value;
}

}  // namespace mcspec::codec
