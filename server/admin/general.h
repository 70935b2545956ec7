#pragma once

#include "server/base/clock.h"
#include "server/base/connection_statistics.h"
#include "server/base/statistic.h"
#include "server/engine/engine.h"

namespace mcspec::admin {

/// The statistics of `stats` alone: every name of memcached's and our own version. What we have no
/// part for is 0. Source: memcached 1.6.45, memcached.c, server_stats, and items.c,
/// item_stats_totals.
base::StatisticList list_general(engine::Engine& engine, const base::ConnectionCounters& counters,
                                 base::Instant started, base::Instant now);

}  // namespace mcspec::admin
