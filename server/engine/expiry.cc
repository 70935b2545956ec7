#include "server/engine/expiry.h"

#include <algorithm>
#include <limits>

#include "server/store/fate.h"

namespace mcspec::engine {
namespace {

/// A moment that is past whenever it is asked about.
constexpr base::Instant kPast = 1;

base::Instant to_instant(std::int64_t seconds) noexcept {
  constexpr std::int64_t kLast = std::numeric_limits<base::Instant>::max();
  return static_cast<base::Instant>(std::min(seconds, kLast));
}

}  // namespace

base::Instant expires_at(Exptime exptime, base::Instant now) noexcept {
  if (exptime == 0) return base::kNever;
  if (exptime < 0) return kPast;
  if (exptime > kRelativeExptimeMax) return to_instant(exptime);
  return to_instant(std::int64_t{now} + exptime);
}

bool is_expired(base::Instant deadline, base::Instant now) noexcept {
  return store::has_passed(deadline, now);
}

std::int64_t time_to_live(base::Instant deadline, base::Instant now) noexcept {
  if (deadline == base::kNever) return -1;
  return deadline > now ? std::int64_t{deadline} - now : 0;
}

}  // namespace mcspec::engine
