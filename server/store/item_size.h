#pragma once

#include <cstddef>
#include <cstdint>

namespace mcspec::store {

/// What memcached counts an item as, in octets: its header, CAS unique unless the server keeps
/// none, key with a terminator, flags unless they are 0, value with its line end. An item is
/// refused when this exceeds the item size limit, and this is the size that peers are told; how
/// much room it takes here is another matter (Item::size_of). Source: memcached 1.6.45, items.c,
/// item_make_header and item_size_ok.
constexpr std::uint64_t accounted_size(std::size_t key_size, std::uint32_t flags,
                                       std::uint64_t value_size, bool has_cas) noexcept {
  constexpr std::uint64_t kHeader = 48;
  constexpr std::uint64_t kCas = 8;
  constexpr std::uint64_t kTerminator = 1;
  constexpr std::uint64_t kLineEnd = 2;
  const std::uint64_t cas_size = has_cas ? kCas : 0;
  const std::uint64_t flags_size = flags == 0 ? 0 : 4;
  return kHeader + cas_size + key_size + kTerminator + flags_size + value_size + kLineEnd;
}

}  // namespace mcspec::store
