#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"
#include "codec/scan.h"

namespace mcspec::codec {

/// Walks the words of a line of fewer than 64 octets, if one space stands before each but the first
/// and none at the end. Of other lines, which are rare, it only says that they are not like that.
class ShortWords {
 public:
  /// The words behind the first. Requires: text.size() < 64, `spaces` has the bits of
  /// mark(text).spaces, of which those behind the text may be anything, and one of them.
  ShortWords(Bytes text, std::uint64_t spaces) noexcept
      : text_(text), ends_((spaces & bits_below(text.size())) | std::uint64_t{1} << text.size()) {}

  /// Whether the line is like that. Requires: it has not been walked yet.
  bool is_plain() const noexcept { return (ends_ & ends_ << 1) == 0; }

  /// Whether there is no other word.
  bool empty() const noexcept { return without_lowest_bit(ends_) == 0; }

  /// The next word. Requires: is_plain() and not empty().
  Bytes next() noexcept {
    const std::size_t begin = lowest_bit(ends_) + 1;
    ends_ = without_lowest_bit(ends_);
    return Bytes(text_.data() + begin, lowest_bit(ends_) - begin);
  }

  /// The first octet of the next word. Requires the same.
  char next_front() noexcept {
    const char front = text_.data()[lowest_bit(ends_) + 1];
    ends_ = without_lowest_bit(ends_);
    return front;
  }

  /// What has not been walked yet, without the space behind the last word.
  Bytes rest() const noexcept {
    return without_prefix(text_, std::min(lowest_bit(ends_) + 1, text_.size()));
  }

 private:
  Bytes text_;
  std::uint64_t ends_;  ///< where the last word ends, and those that have not been walked
};

}  // namespace mcspec::codec
