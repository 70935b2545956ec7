#pragma once

// Requests for statistics, and how they are answered in each dialect that has them.

#include <span>
#include <string_view>

#include "codec/request.h"
#include "server/base/output.h"
#include "server/base/statistic.h"
#include "server/engine/prefix_counters.h"
#include "server/store/item_summary.h"

namespace mcspec::dialect {

// Each requires that performing the request has said `statistics`.

/// Whether the question came in a packet, and not in a line.
bool is_binary(const codec::Request& request) noexcept;

/// What a request asks for, as sent; empty for the general statistics.
std::string_view statistics_question(const codec::Request& request) noexcept;

/// Sends a group of statistics, with what ends the list.
void reply_statistics(const codec::Request& request, std::span<const base::Statistic> statistics,
                      base::Output& output) noexcept;

/// Sends what was done to keys, by prefixes.
/// Source: memcached 1.6.45, stats_prefix.c, stats_prefix_dump.
void reply_prefixes(const codec::Request& request,
                    std::span<const engine::PrefixStatistics> prefixes,
                    base::Output& output) noexcept;

/// Sends some items. Requires: the question came in a line.
/// Source: memcached 1.6.45, items.c, item_cachedump.
void reply_items(std::span<const store::ItemSummary> items, base::Output& output) noexcept;

/// Says that the statistics have been set to zero.
void reply_statistics_reset(const codec::Request& request, base::Output& output) noexcept;

/// Says that something has been turned on or off.
void reply_statistics_done(const codec::Request& request, base::Output& output) noexcept;

/// Says that there are none: `words` in a line, that it is not found in a packet.
void refuse_statistics(const codec::Request& request, std::string_view words,
                       base::Output& output) noexcept;

}  // namespace mcspec::dialect
