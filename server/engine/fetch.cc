#include <utility>

#include "server/engine/engine.h"

namespace mcspec::engine {
namespace {

/// Whether the item's time is so short that somebody should recache it.
bool is_due(const Fetch& operation, base::Instant deadline, base::Instant now) noexcept {
  if (!operation.recache || *operation.recache <= 0 || deadline == base::kNever) return false;
  return deadline < expires_at(*operation.recache, now);
}

/// Whether this reader is to recache. Somebody has not won yet.
bool wins(const Fetch& operation, const Outcome& outcome, base::Instant now) noexcept {
  const base::Instant deadline =
      operation.recache_after_expiry ? outcome.item.deadline() : outcome.deadline_before;
  return is_due(operation, deadline, now) || (operation.may_win && outcome.stale);
}

}  // namespace

Outcome Engine::execute(const Fetch& operation, base::Instant now) noexcept {
  Outcome outcome{.verdict = Verdict::found, .item = find(operation.key, now)};
  if (!outcome.item && operation.vivify) {
    outcome.item = create_empty(operation, std::move(outcome.item), now);
    outcome.created = outcome.item && outcome.item.last_read() == now;
  }
  return outcome;
}

}  // namespace mcspec::engine
