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
  if (!outcome.item && operation.vivify) create_empty(operation, now, outcome);
  count_fetch(operation, static_cast<bool>(outcome.item));
  if (!outcome.item) return {.verdict = Verdict::not_found};

  const store::Item item = outcome.item.item();
  outcome.cas = item.cas();
  outcome.stale = item.stale();
  outcome.win_sent = item.win_sent();
  outcome.last_read_before = item.last_read();
  outcome.fetched_before = item.fetched();
  if (!outcome.created) {
    outcome.deadline_before = item.deadline();
    if (operation.expiry) item.set_deadline(expires_at(*operation.expiry, now));
  }
  outcome.won = outcome.created || (!outcome.win_sent && wins(operation, outcome, now));
  if (outcome.won) item.set_win_sent(true);
  if (operation.bump) store_.mark_read(outcome.item, now);
  return outcome;
}

/// Puts an empty item under a key that has none. Without room, all stays as it is.
void Engine::create_empty(const Fetch& operation, base::Instant now, Outcome& outcome) noexcept {
  outcome.item = {};
  store::Reservation room = store_.reserve(operation.key, 0, 0, now);
  outcome.item = store_.find_live(operation.key, now);
  // Somebody may have stored one while nothing was locked.
  if (outcome.item || !room) return;
  const store::ItemState state{.cas = cas_for(operation.set_cas),
                               .deadline = expires_at(*operation.vivify, now),
                               .last_read = now,
                               .encoded_key = operation.encoded_key};
  outcome.item = store_.link(std::move(outcome.item), std::move(room), state);
  outcome.created = static_cast<bool>(outcome.item);
}

void Engine::count_fetch(const Fetch& operation, bool hit) noexcept {
  switch (operation.count) {
    case Fetch::Count::get:
      if (!hit) return count(Counter::get_misses);
      return count(operation.expiry ? Counter::touch_hits : Counter::get_hits);
    case Fetch::Count::touch:
    case Fetch::Count::get_and_touch:
      return count(hit ? Counter::touch_hits : Counter::touch_misses);
    case Fetch::Count::none:
      break;
  }
}

}  // namespace mcspec::engine
