#pragma once

// What a busy connection sends most of the meta dialect; see classic/short_command.h.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "codec/meta/argument.h"
#include "codec/meta/command.h"
#include "codec/short_words.h"

namespace mcspec::codec::meta::detail {

/// Reads an mg with flags that are known, need no argument and come once; says false of all others,
/// and leaves `get` unspecified. Requires: `text` starts with `mg ` and has fewer than 64 octets,
/// no key of that size is too long, and `spaces` has the bits of mark(text).spaces.
[[gnu::always_inline]] inline bool read_short_get(Bytes text, std::uint64_t spaces,
                                                  const Limits& limits, Get& get) noexcept {
  ShortWords words(text, spaces);
  if (!words.is_plain() || words.empty()) return false;
  get.key = words.next();
  get.flags = Flags(words.rest(), 0);
  std::uint64_t present = 0;
  std::size_t count = 2;
  for (; !words.empty(); ++count) {
    const char code = words.next_front();
    if (argument_of(code) != Argument::ignored) return false;
    const std::uint64_t bit = Flags::letter_bit(code);
    if ((present & bit) != 0) return false;
    present |= bit;
  }
  if (count > limits.meta_token_count_max) return false;
  get.flags = Flags(get.flags.text(), present);
  return true;
}

}  // namespace mcspec::codec::meta::detail
