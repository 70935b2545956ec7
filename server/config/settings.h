#pragma once

#include <vector>

#include "server/base/statistic.h"
#include "server/config/options.h"

namespace mcspec::config {

/// What `stats settings` shows of the options, under memcached's names and in its order.
/// Source: memcached.c, process_stat_settings.
std::vector<base::Statistic> list_settings(const Options& options);

}  // namespace mcspec::config
