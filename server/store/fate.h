#pragma once

#include <cstdint>

#include "server/base/clock.h"
#include "server/store/arena.h"
#include "server/store/flush_moments.h"

namespace mcspec::store {

/// Whether an item that is in the index can still be found.
enum class Fate : std::uint8_t { alive, expired, flushed };

/// Whether what has this deadline is gone at `now`: at the deadline itself it is.
constexpr bool has_passed(base::Instant deadline, base::Instant now) noexcept {
  return deadline != base::kNever && deadline <= now;
}

/// Requires: the caller holds the shard of the item at `position`.
inline Fate fate_of(const Arena& arena, const FlushMoments& moments, Position position,
                    base::Instant now) noexcept {
  const Item item = arena.item(position);
  if (arena.is_forgotten(position) || moments.covers(item.last_read(), now)) return Fate::flushed;
  return has_passed(item.deadline(), now) ? Fate::expired : Fate::alive;
}

}  // namespace mcspec::store
