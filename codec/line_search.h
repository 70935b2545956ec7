#pragma once

#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"

namespace mcspec::codec {

/// The search for the end of one line after the other in octets that come in pieces. Looks at none
/// of them twice.
class LineSearch {
 public:
  enum class Outcome : std::uint8_t {
    not_yet,   ///< ask again with a longer input
    found,     ///< `size` octets, the LF included
    too_long,  ///< the line has more octets than it may, whether its end has come or not
  };

  struct Answer {
    Outcome outcome = Outcome::not_yet;
    std::size_t size = 0;  ///< of a line that was found
  };

  /// Looks for the end of the line that `input` starts with, of at most `size_max` octets. The
  /// bound holds for the line and not for what happens to have come of it, so that the answer is
  /// the same however it was cut. Requires: `input` starts with all of the last one, unless that
  /// was answered.
  Answer find(Bytes input, std::uint32_t size_max) noexcept;

 private:
  std::uint32_t scanned_ = 0;  ///< octets of the present line known to have no LF
};

}  // namespace mcspec::codec
