#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"
#include "codec/scan.h"
#include "codec/tokens.h"

namespace mcspec::codec {

/// A line without its LF, if it has one, and the one CR that may stand before it.
constexpr Bytes without_terminator(Bytes line) noexcept {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// A text line without its terminator, and where its spaces are: whoever looked for the end of the
/// line has seen them, and need not look again. A view.
class Line {
 public:
  explicit Line(Bytes text) noexcept : Line(text, mark(text).spaces) {}

  /// Requires: `spaces` is mark(text).spaces.
  Line(Bytes text, std::uint64_t spaces) noexcept : text_(text), spaces_(spaces) {}

  Bytes text() const noexcept { return text_; }

  /// Octets of the first word: none when the line starts with a space, and 63 of a longer one,
  /// which is no verb.
  std::size_t verb_size() const noexcept {
    const std::size_t size_max = std::min(text_.size(), kMarkedSize - 1);
    return lowest_bit(spaces_ | std::uint64_t{1} << size_max);
  }

  /// The words from octet `begin` on. Requires: begin < 64.
  Tokens tokens(std::size_t begin) const noexcept { return {text_, spaces_, begin}; }

 private:
  Bytes text_;
  std::uint64_t spaces_;
};

}  // namespace mcspec::codec
