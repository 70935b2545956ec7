#pragma once

// What a busy connection sends most of the classic dialect: lines of fewer than 64 octets with
// nothing unusual in them, read from the marks that the search for their end has left, in half the
// instructions that decode_command() takes. That alone says what is wrong with a line, and reads
// all others; where both read one they read the same, which short_command_test.cc proves. For
// request_stream.cc alone.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "codec/classic/command.h"
#include "codec/short_words.h"

namespace mcspec::codec::classic::detail {

/// Reads the keys of a get whose line has such. Requires: `text` starts with `get ` and has fewer
/// than 64 octets, no key of that size is too long, and `spaces` has the bits of mark(text).spaces.
[[gnu::always_inline]] inline bool read_short_get(Bytes text, std::uint64_t spaces,
                                                  Retrieve& retrieve) noexcept {
  constexpr std::size_t kVerbSize = 3;
  const std::uint64_t octets_of_keys = ~spaces & bits_below(text.size()) & ~bits_below(kVerbSize);
  if (octets_of_keys == 0) return false;
  retrieve.with_cas = false;
  retrieve.exptime = std::nullopt;
  retrieve.keys = Keys(without_prefix(text, kVerbSize));
  return true;
}

/// Reads a word that is nothing but digits. Requires: there are no more than `value` can hold.
template <typename T>
[[gnu::always_inline]] inline bool read_digits(Bytes word, T& value) noexcept {
  std::uint64_t sum = 0;
  const char* octet = word.data();
  do {
    const auto digit = static_cast<std::uint32_t>(static_cast<unsigned char>(*octet)) - '0';
    if (digit > 9) return false;
    sum = sum * 10 + digit;
  } while (++octet != word.data() + word.size());
  value = static_cast<T>(sum);
  return true;
}

/// Reads a set with four words behind the verb, the last three nothing but digits; says false of
/// all others, and leaves `store` unspecified. Requires as above: `text` starts with `set `.
[[gnu::always_inline]] inline bool read_short_set(Bytes text, std::uint64_t spaces,
                                                  const Limits& limits, Store& store) noexcept {
  // In so few octets no number of three has more than the eleven digits that the size may have.
  constexpr std::size_t kNumbersSizeMax = 15;
  constexpr std::uint32_t kSizeMax = std::numeric_limits<std::int32_t>::max();
  ShortWords words(text, spaces);
  if (!words.is_plain() || words.empty()) return false;
  store.key = words.next();
  if (words.empty() || words.rest().size() > kNumbersSizeMax) return false;
  if (!read_digits(words.next(), store.flags) || words.empty()) return false;
  if (!read_digits(words.next(), store.exptime) || words.empty()) return false;
  std::uint64_t size;
  if (!read_digits(words.next(), size) || !words.empty()) return false;
  if (size > std::min(limits.block_size_max, kSizeMax)) return false;
  store.verb = Store::Verb::set;
  store.noreply = false;
  store.size = static_cast<std::uint32_t>(size);
  store.unique = 0;
  return true;
}

}  // namespace mcspec::codec::classic::detail
