#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"

namespace mcspec::codec {

/// What ends the data block of a text line.
inline constexpr Bytes kBlockTerminator = "\r\n";

/// What is left of the data block of one request or reply, which comes in pieces. Its terminator is
/// taken in one with the last of them, once all of it is there.
class Block {
 public:
  /// Makes it a block of `size` octets, with a terminator or, of a packet, without.
  void begin(std::uint64_t size, bool with_terminator) noexcept {
    size_ = size;
    terminator_size_ = with_terminator ? kBlockTerminator.size() : 0;
  }

  /// Whether the block, terminator included, ends in `input`, which starts with what is left.
  bool ends_in(Bytes input) const noexcept { return input.size() >= size_ + terminator_size_; }

  /// What is left. Requires: ends_in() what the caller has.
  std::size_t size() const noexcept { return static_cast<std::size_t>(size_); }
  std::uint8_t terminator_size() const noexcept { return terminator_size_; }

  /// Whether it ends as it should. Requires: ends_in(input).
  bool is_terminated(Bytes input) const noexcept {
    return terminator_size_ == 0 || without_prefix(input, size()).starts_with(kBlockTerminator);
  }

  /// Takes as many octets of the block as `input` has, and says how many. Requires: not
  /// ends_in(input).
  std::size_t take_part(Bytes input) noexcept {
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(size_, input.size()));
    size_ -= taken;
    return taken;
  }

 private:
  std::uint64_t size_ = 0;
  std::uint8_t terminator_size_ = 0;
};

}  // namespace mcspec::codec
