#pragma once

#include <string_view>

namespace mcspec::codec {

/// Octets that belong to somebody else; valid as long as that owner keeps them. Not text: may
/// hold any octet, and nothing ends it but its size.
using Bytes = std::string_view;

}  // namespace mcspec::codec
