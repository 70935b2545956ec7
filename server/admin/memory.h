#pragma once

#include <cstdint>
#include <vector>

#include "server/base/clock.h"
#include "server/base/statistic.h"
#include "server/engine/engine.h"
#include "server/store/item_summary.h"

namespace mcspec::admin {

// The memory of the store in memcached's words. It has no slab classes: all items are in class 1,
// whose pages are the segments, and whose chunks are the units of which an item takes several.

/// The one class there is, and the first number that no class of memcached's can have.
inline constexpr std::uint32_t kOnlyClass = 1;
inline constexpr std::uint32_t kClassEnd = 64;

/// `stats items`: what became of items; nothing while there are none. What we have no part for is
/// 0. Source: memcached 1.6.45, items.c, item_stats.
base::StatisticList list_items(engine::Engine& engine, base::Instant started, base::Instant now);

/// `stats slabs`: what memory is used for. Source: memcached 1.6.45, slabs.c, do_slabs_stats.
base::StatisticList list_slabs(engine::Engine& engine);

/// `stats sizes`: how many items there are of each size, in steps of 32 octets; sizes are those
/// that memcached counts. Walks over all items. Source: memcached 1.6.45, items.c,
/// item_stats_sizes.
base::StatisticList list_sizes(store::Store& store);

/// Some of the items, in no order: at most `count_max`, 0 for all, and no more than two megabytes
/// of lines tell about. Those with encoded keys are left out.
/// Source: memcached 1.6.45, items.c, item_cachedump.
std::vector<store::ItemSummary> list_cached(store::Store& store, std::uint32_t count_max);

}  // namespace mcspec::admin
