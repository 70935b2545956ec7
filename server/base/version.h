#pragma once

#include <string_view>

namespace mcspec::base {

/// The version of the program itself.
inline constexpr std::string_view kVersion = MCSPEC_VERSION;

/// What peers are told: the memcached release whose answers are given, as clients read leading
/// digits to choose their dialect.
inline constexpr std::string_view kProtocolVersion = "1.6.45-mcspecd";

}  // namespace mcspec::base
