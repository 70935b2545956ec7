#pragma once

// The three dialects as one: what the session calls, whichever of them a peer speaks.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "codec/request.h"
#include "codec/request_stream.h"
#include "server/base/statistic.h"
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

/// The group of statistics that a request asks for, as sent; empty for the general ones.
/// Requires: performing the request has said `statistics`.
std::string_view statistics_group(const codec::Request& request) noexcept;

/// Sends a group of statistics, with what ends the list.
void reply_statistics(const codec::Request& request, std::span<const base::Statistic> statistics,
                      base::Output& output) noexcept;

/// Says that the statistics have been set to zero.
void reply_statistics_reset(const codec::Request& request, base::Output& output) noexcept;

/// Says that there is no such group of statistics.
void reply_no_statistics(const codec::Request& request, base::Output& output) noexcept;

/// Reads and answers a request to set how much is logged; empty where it cannot be read.
/// Requires: performing the request has said `verbosity`.
std::optional<std::uint32_t> reply_verbosity(const codec::Request& request,
                                             base::Output& output) noexcept;

}  // namespace mcspec::dialect
