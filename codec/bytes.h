#pragma once

#include <cassert>
#include <cstddef>
#include <string_view>

namespace mcspec::codec {

/// Octets that belong to somebody else; valid as long as that owner keeps them. Not text: may
/// hold any octet, and nothing ends it but its size.
using Bytes = std::string_view;

/// The first `size` octets. Requires: there are as many; substr() would have an error to throw.
constexpr Bytes prefix(Bytes octets, std::size_t size) noexcept {
  assert(size <= octets.size());
  return Bytes(octets.data(), size);
}

/// What follows the first `size` octets. Requires: there are as many.
constexpr Bytes without_prefix(Bytes octets, std::size_t size) noexcept {
  assert(size <= octets.size());
  octets.remove_prefix(size);
  return octets;
}

}  // namespace mcspec::codec
