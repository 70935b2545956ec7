#pragma once

#include <optional>
#include <string_view>

#include "server/config/options.h"

namespace mcspec::config {

/// Applies a suboption of -o whose name begins with `ssl_`. Empty if there is none of that name;
/// else what is wrong with its value, or an empty text.
std::optional<std::string_view> apply_tls_option(Options& options, std::string_view name,
                                                 std::string_view value);

}  // namespace mcspec::config
