#pragma once

#include "server/base/statistic.h"
#include "server/config/options.h"

namespace mcspec::config {

/// What `stats settings` shows at the start, under memcached's names and in its order.
/// Source: memcached.c, process_stat_settings.
base::StatisticList list_settings(const Options& options);

}  // namespace mcspec::config
