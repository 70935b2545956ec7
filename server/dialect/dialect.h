#pragma once

// The three dialects as one: what the session calls, whichever of them a peer speaks.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/request.h"
#include "codec/request_stream.h"
#include "server/dialect/context.h"

namespace mcspec::dialect {

/// Octets of the data block that a request announces; empty for a request that has none.
std::optional<std::uint32_t> block_size(const codec::Request& request) noexcept;

/// Whether the value of a request with a data block can be taken at all: `stored` or why not.
/// Requires: block_size(request).
engine::Verdict admit(const codec::Request& request, const engine::Engine& engine) noexcept;

/// Performs a request that has no data block, and replies. `progress` is 0 at first, and what
/// this has left in it after `resume`.
After perform(const codec::Request& request, std::size_t& progress, Context& context) noexcept;

/// Performs a request whose data block is over, and replies.
void perform(const codec::Request& request, const Block& block, Context& context) noexcept;

/// Tells the peer why its command was refused, unless it wants no answer.
void reply_rejected(const codec::Rejection& rejection, base::Output& output) noexcept;

/// Reads and answers a request to set how much is logged; empty where it cannot be read.
/// Requires: performing the request has said `verbosity`.
std::optional<std::uint32_t> reply_verbosity(const codec::Request& request,
                                             base::Output& output) noexcept;

/// What refresh_certs is told where there is no TLS.
inline constexpr std::string_view kNoTls = "Error TLS not enabled";

/// Answers a request to read certificates again: `problem` is why that failed, empty if it did not.
/// Requires: performing the request has said `certificates`.
/// Source: memcached 1.6.45, proto_text.c, process_refresh_certs_command.
void reply_certificates(const codec::Request& request, std::string_view problem,
                        base::Output& output) noexcept;

/// What a peer wants done about the server's clock.
struct ClockOrder {
  enum class Kind : std::uint8_t { pause, resume, step } kind;
  std::int64_t seconds = 0;  ///< of a step, which may lead back
};

/// Reads a request about the clock; empty where it cannot be read.
/// Requires: performing the request has said `clock`.
/// Source: memcached 1.6.45, proto_text.c, process_debugtime_command.
std::optional<ClockOrder> clock_order(const codec::Request& request) noexcept;

/// Says whether that was done.
void reply_clock(const codec::Request& request, bool done, base::Output& output) noexcept;

}  // namespace mcspec::dialect
