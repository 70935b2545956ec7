#include <utility>

#include "server/engine/engine.h"

namespace mcspec::engine {

Outcome Engine::execute(const Remove& operation, base::Instant now) noexcept {
  store::Reservation room;
  for (;;) {
    store::ItemRef place = find(operation.key, now);
    if (!place) {
      count(Counter::delete_misses);
      return {.verdict = Verdict::not_found};
    }
    if (operation.compare_cas && *operation.compare_cas != place.cas()) {
      count(Counter::delete_misses);
      return {.verdict = Verdict::exists};
    }
    if (!operation.clear_value) return mark_or_unlink(operation, std::move(place), now);

    const std::uint32_t flags = operation.flags.value_or(place.flags());
    if (room && room.flags() == flags) {
      return clear(operation, std::move(place), std::move(room), now);
    }
    // Making room must not wait for a lock, and until the key is looked up again, another item may
    // have taken its place.
    place = {};
    room = {};
    room = store_.reserve(operation.key, flags, 0, now);
    if (!room) return {.verdict = Verdict::out_of_memory};
  }
}

/// The part that needs no room. Requires: the item may be removed.
Outcome Engine::mark_or_unlink(const Remove& operation, store::ItemRef place,
                               base::Instant now) noexcept {
  if (!operation.invalidate) {
    store_.unlink(std::move(place));
    count(Counter::delete_hits);
    return {.verdict = Verdict::removed};
  }
  const store::Item item = place.item();
  Outcome outcome{.verdict = Verdict::removed, .deadline_before = item.deadline()};
  if (operation.expiry) item.set_deadline(expires_at(*operation.expiry, now));
  item.set_stale(true);
  item.set_win_sent(false);
  outcome.cas = cas_for(operation.set_cas);
  item.set_cas(outcome.cas);
  outcome.item = std::move(place);
  return outcome;
}

/// Puts an empty item in the place of the one that is there.
Outcome Engine::clear(const Remove& operation, store::ItemRef place, store::Reservation room,
                      base::Instant now) noexcept {
  store::ItemState state{.cas = place.cas(),
                         .deadline = place.deadline(),
                         .last_read = now,
                         .stale = operation.invalidate,
                         .encoded_key = place.encoded_key()};
  Outcome outcome{.verdict = Verdict::removed, .deadline_before = state.deadline};
  if (operation.expiry) state.deadline = expires_at(*operation.expiry, now);
  if (operation.invalidate || operation.set_cas) state.cas = cas_for(operation.set_cas);
  outcome.cas = state.cas;
  outcome.item = store_.link(std::move(place), std::move(room), state);
  if (!outcome.item) return {.verdict = Verdict::out_of_memory};
  if (!operation.invalidate) count(Counter::delete_hits);
  return outcome;
}

}  // namespace mcspec::engine
