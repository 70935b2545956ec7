#pragma once

// Which dialect a text line is in, and its decoding; for request_stream.cc and request.cc alone,
// and inline for the reasons given in classic/decode_inline.h.

#include "codec/classic/decode_inline.h"
#include "codec/meta/decode_inline.h"
#include "codec/request.h"
#include "codec/reuse.h"

namespace mcspec::codec {

/// Reads a text line. Where the answer has a fault, the request is unspecified.
[[gnu::always_inline]] inline Decoded decode_line(Line line, const Limits& limits,
                                                  Request& request) noexcept {
  meta::Verb verb{};
  if (meta::is_command(line.text(), verb)) {
    return meta::detail::decode_inline(verb, line, limits, reuse_as<meta::Command>(request));
  }
  return classic::detail::decode_inline(line, limits, reuse_as<classic::Command>(request));
}

}  // namespace mcspec::codec
