#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "codec/bytes.h"

namespace mcspec::codec {

namespace detail {

template <std::unsigned_integral T, std::size_t... at>
constexpr T reverse(T value, std::index_sequence<at...>) noexcept {
  return static_cast<T>((... | (((value >> (8 * at)) & T{0xff}) << (8 * (sizeof(T) - 1 - at)))));
}

}  // namespace detail

/// The number whose octets stand in the opposite order. Spelled so that compilers make one
/// instruction of it.
template <std::unsigned_integral T>
constexpr T reverse_octets(T value) noexcept {
  return detail::reverse(value, std::make_index_sequence<sizeof(T)>());
}

/// The unsigned number at octet `at`, most significant octet first, whatever the machine's order
/// and alignment. Requires: `octets` holds all of it.
template <std::unsigned_integral T>
T read_big_endian(Bytes octets, std::size_t at) noexcept {
  T value;
  std::memcpy(&value, octets.data() + at, sizeof value);
  return std::endian::native == std::endian::big ? value : reverse_octets(value);
}

}  // namespace mcspec::codec
