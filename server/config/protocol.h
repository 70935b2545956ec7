#pragma once

#include <cstdint>

namespace mcspec::config {

/// Which protocol connections speak.
enum class Protocol : std::uint8_t { negotiated, ascii, binary };

}  // namespace mcspec::config
