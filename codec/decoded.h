#pragma once

#include <cstdint>

#include "codec/fault.h"

namespace mcspec::codec {

/// What decoding one text line found out besides the command itself.
struct Decoded {
  Fault fault = Fault::none;
  bool noreply = false;          ///< of a refused line: its sender wants no answer
  bool with_block = false;       ///< a data block follows, whether the line is refused or not
  std::uint32_t block_size = 0;  ///< octets of that block, its CRLF not counted
};

}  // namespace mcspec::codec
