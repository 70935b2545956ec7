#pragma once

#include <string_view>

#include "server/config/options.h"

namespace mcspec::config {

/// Applies the list of -o, names with commas between. What is wrong with it, or empty.
std::string_view apply_extended(Options& options, std::string_view list);

}  // namespace mcspec::config
