#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mcspec::base {

/// A statistic as peers see it: its name, which is memcached's where it has one, and its value.
using Statistic = std::pair<std::string, std::string>;

/// Statistics in the order in which they are shown.
using StatisticList = std::vector<Statistic>;

}  // namespace mcspec::base
