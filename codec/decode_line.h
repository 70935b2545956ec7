#pragma once

#include "codec/request.h"

namespace mcspec::codec {

/// Reads a text line of either dialect. Where the answer has a fault, the request is unspecified.
/// For request_stream.cc alone.
Decoded decode_line(const Line& line, const Limits& limits, Request& request) noexcept;

}  // namespace mcspec::codec
