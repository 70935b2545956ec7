#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>

#include "codec/bytes.h"
#include "codec/number.h"

namespace mcspec::codec {

/// Walks a line whose words have exactly one space between them, as servers write them. A second
/// space, or one at either end, is an empty word, which no field of a reply takes.
class StrictWords {
 public:
  constexpr explicit StrictWords(Bytes text) noexcept : rest_(text), at_end_(text.empty()) {}

  /// The next word; empty when there is none, or none between two spaces.
  constexpr Bytes next() noexcept {
    const std::size_t space = rest_.find(' ');
    const Bytes word = prefix(rest_, std::min(space, rest_.size()));
    at_end_ = space == Bytes::npos;
    rest_.remove_prefix(at_end_ ? rest_.size() : space + 1);
    return word;
  }

  /// Whether no word follows, not even an empty one.
  constexpr bool at_end() const noexcept { return at_end_; }

  /// What follows the space behind the last word.
  constexpr Bytes rest() const noexcept { return rest_; }

 private:
  Bytes rest_;
  bool at_end_;
};

/// Whether text that runs to the end of its line starts as it should: at once.
constexpr bool starts_a_word(Bytes text) noexcept { return !text.empty() && text.front() != ' '; }

/// A decimal as servers write it: digits, no leading zero, no sign.
template <std::unsigned_integral T>
constexpr std::optional<T> parse_strict(Bytes text) noexcept {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return parse_decimal<T>(text, policy::k64Bit);
}

}  // namespace mcspec::codec
