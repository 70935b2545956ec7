#pragma once

#include <cstdint>
#include <string_view>

#include "server/base/clock.h"
#include "server/base/output.h"
#include "server/engine/engine.h"

namespace mcspec::dialect {

/// What performing a request needs besides the request: where it happens, when, and where the
/// reply goes. References live as long as the call.
struct Context {
  engine::Engine& engine;
  base::Instant now;
  base::Output& output;
};

/// The data block of a request, once it is over.
struct Block {
  std::string_view value;
  bool terminated = true;  ///< it ended where it should

  /// `stored`, or why there is no value: the refusal that was decided on the head.
  engine::Verdict admitted = engine::Verdict::stored;
};

/// What is left to do about a request after its dialect has had it.
enum class After : std::uint8_t {
  nothing,
  resume,        ///< the output is full: perform it again from where it stopped
  close,         ///< the peer is done
  statistics,    ///< answer with a group of statistics
  verbosity,     ///< set how much is logged
  certificates,  ///< read the certificates of TLS again
  clock,         ///< stop the server's clock or move it, if it can be
};

}  // namespace mcspec::dialect
