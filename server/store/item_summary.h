#pragma once

#include <cstdint>
#include <string>

#include "server/base/clock.h"

namespace mcspec::store {

/// What can be told of an item without holding it.
struct ItemSummary {
  std::string key{};
  std::uint32_t value_size = 0;  ///< octets
  base::Instant deadline = base::kNever;
};

}  // namespace mcspec::store
