#pragma once

// How case files write octets. testdata/README.md explains the notation to those who add cases.

#include <optional>
#include <string>
#include <string_view>

#include "codec/bytes.h"

namespace mcspec::codec::testing {

/// The octets that `text` stands for; empty when it is not in the notation, e.g. an unknown
/// escape, half a hexadecimal octet or a repetition of nothing.
std::optional<std::string> parse_octets(std::string_view text);

/// How `octets` are written where events are described: every octet that could be taken for
/// something else is escaped, and a run of more than 16 equal ones is a repetition.
std::string print_octets(Bytes octets);

/// `octets` in hexadecimal, two digits each.
std::string print_hex(Bytes octets);

}  // namespace mcspec::codec::testing
