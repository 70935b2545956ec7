#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"
#include "codec/scan.h"

namespace mcspec::codec {

/// Walks the words of a line. Only the space separates them: a run of spaces counts as one,
/// and every other octet, TAB and NUL included, belongs to a word.
/// Source: vendor/mcmc/mcmc.c, the tokenizer.
class Tokens {
 public:
  explicit Tokens(Bytes text) noexcept : piece_(text), begin_(0), ends_(word_ends(text)) {}

  /// The words from octet `begin` on, where the spaces of the first 64 octets are known already.
  /// Requires: begin <= text.size(), begin < 64, and `spaces` is mark(text).spaces.
  Tokens(Bytes text, std::uint64_t spaces, std::size_t begin) noexcept
      : piece_(text),
        begin_(static_cast<std::ptrdiff_t>(begin)),
        ends_((spaces | end_of(text)) & ~bits_below(begin)) {}

  /// The next word; empty after the last one.
  Bytes next() noexcept {
    for (;;) {
      while (ends_ == 0) {
        if (piece_.size() < kMarkedSize) return {};
        piece_.remove_prefix(kMarkedSize);
        begin_ -= static_cast<std::ptrdiff_t>(kMarkedSize);
        ends_ = word_ends(piece_);
      }
      const std::ptrdiff_t begin = begin_;
      const auto end = static_cast<std::ptrdiff_t>(lowest_bit(ends_));
      ends_ = without_lowest_bit(ends_);
      begin_ = end + 1;
      if (begin != end) return Bytes(piece_.data() + begin, static_cast<std::size_t>(end - begin));
    }
  }

  /// What has not been walked yet, without the space behind the last word.
  Bytes rest() const noexcept {
    const auto end = static_cast<std::ptrdiff_t>(piece_.size());
    const std::ptrdiff_t begin = std::min(begin_, end);
    return Bytes(piece_.data() + begin, static_cast<std::size_t>(end - begin));
  }

 private:
  /// The end of a text ends a word as a space would, where it is among the first 64 octets.
  static std::uint64_t end_of(Bytes text) noexcept {
    return text.size() < kMarkedSize ? std::uint64_t{1} << text.size() : 0;
  }

  /// Where words end in the first 64 octets of `text`.
  static std::uint64_t word_ends(Bytes text) noexcept {
    return text.size() < kMarkedSize ? last_word_ends(text) : find_in_64(text.data(), ' ');
  }

  /// The same of fewer than 64, apart because it is called once for each text.
  static std::uint64_t last_word_ends(Bytes text) noexcept;

  Bytes piece_;           ///< from the octets on that `ends_` tells of, to the end of the text
  std::ptrdiff_t begin_;  ///< where in the piece the next word starts, if no space stands there:
                          ///< before it, where the word has begun in another one; behind its end,
                          ///< where there is none
  std::uint64_t ends_;    ///< where words end that have not been walked
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
