#include "server/engine/engine.h"

namespace mcspec::engine {
namespace {

/// A flush of a moment fewer seconds before the start is one of a moment since: memcached counts
/// time from 62 before it. Source: memcached 1.6.45, memcached.c, stats_init.
constexpr Exptime kBeforeStart = 61;

}  // namespace

Outcome Engine::execute(const Flush& operation, base::Instant now) noexcept {
  count(Counter::cmd_flush);
  const Exptime delay = operation.delay;
  const bool is_moment = delay > kRelativeExptimeMax;
  base::Instant until = now - 1;
  if (is_moment && delay + kBeforeStart <= started_) {
    until = base::kNever;
    store_.flush_at(base::kNever, now);
  } else if (delay <= 0 || (is_moment && delay <= now)) {
    store_.flush_all();
  } else {
    until = expires_at(delay, now) - 1;
    store_.flush_at(until, now);
  }
  flushed_until_.store(until, std::memory_order_relaxed);
  return {.verdict = Verdict::flushed};
}

}  // namespace mcspec::engine
