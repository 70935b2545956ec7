#pragma once

#include "server/base/clock.h"
#include "server/base/connection_list.h"
#include "server/base/statistic.h"

namespace mcspec::admin {

/// `stats conns`: where each socket leads, what it is doing, and for how long it has had no input,
/// in the order of their descriptors. Source: memcached 1.6.45, memcached.c, process_stats_conns.
base::StatisticList list_connections(const base::ConnectionList& connections, base::Instant now);

}  // namespace mcspec::admin
