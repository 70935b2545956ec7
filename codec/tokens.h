#pragma once

#include <algorithm>
#include <cstddef>

#include "codec/bytes.h"

namespace mcspec::codec {

/// Walks the words of a line. Only the space separates them: a run of spaces counts as one,
/// and every other octet, TAB and NUL included, belongs to a word.
/// Source: vendor/mcmc/mcmc.c, the tokenizer.
class Tokens {
 public:
  constexpr explicit Tokens(Bytes text) noexcept : rest_(text) {}

  /// The next word; empty after the last one.
  constexpr Bytes next() noexcept {
    const std::size_t begin = rest_.find_first_not_of(' ');
    if (begin == Bytes::npos) {
      rest_ = {};
      return {};
    }
    const std::size_t end = std::min(rest_.find(' ', begin), rest_.size());
    const Bytes token = prefix(without_prefix(rest_, begin), end - begin);
    rest_.remove_prefix(end);
    return token;
  }

  /// What has not been walked yet, spaces included.
  constexpr Bytes rest() const noexcept { return rest_; }

 private:
  Bytes rest_;
};

/// The last word of a line; empty when it has none.
constexpr Bytes last_token(Bytes line) noexcept {
  const std::size_t last = line.find_last_not_of(' ');
  if (last == Bytes::npos) return {};
  const std::size_t before = line.find_last_of(' ', last);
  const std::size_t begin = before == Bytes::npos ? 0 : before + 1;
  return prefix(without_prefix(line, begin), last + 1 - begin);
}

}  // namespace mcspec::codec
