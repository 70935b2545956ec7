#pragma once

#include <cstdint>

#include "server/base/clock.h"

namespace mcspec::engine {

/// An expiration as a peer sends it, in seconds: 0 never, negative already past, up to 30 days
/// from now, above that since the epoch. Source: protocol.txt, "Expiration times".
using Exptime = std::int64_t;

/// The longest expiration that counts from now; the bound itself still does.
inline constexpr Exptime kRelativeExptimeMax = Exptime{60} * 60 * 24 * 30;

/// When an item given `exptime` at `now` stops being visible; base::kNever if it does not.
/// A moment that is past is answered as one that is: never kNever, never later than `now`.
base::Instant expires_at(Exptime exptime, base::Instant now) noexcept;

/// Whether an item with that deadline is gone at `now`: at the deadline itself it is.
bool is_expired(base::Instant deadline, base::Instant now) noexcept;

/// Whole seconds left, 0 when past, -1 for kNever: what a peer is told as time to live.
std::int64_t time_to_live(base::Instant deadline, base::Instant now) noexcept;

}  // namespace mcspec::engine
