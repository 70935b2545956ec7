#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace mcspec::base {

/// A statistic as peers see it: a name of memcached's, which outlives it, and its value as text.
using Statistic = std::pair<std::string_view, std::string>;

}  // namespace mcspec::base
