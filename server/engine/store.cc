#include <cstring>
#include <span>
#include <utility>

#include "server/engine/engine.h"

namespace mcspec::engine {
namespace {

bool joins(const Store& operation) noexcept {
  return operation.mode == Store::Mode::append || operation.mode == Store::Mode::prepend;
}

/// Whether the item has the CAS unique that is asked for. 0 is no item's, were it set to 0.
bool matches(const Store& operation, const store::ItemRef& item) noexcept {
  return *operation.compare_cas != 0 && *operation.compare_cas == item.cas();
}

/// Whether `compare_cas` is older than the item and is let through all the same.
bool outdates(const Store& operation, const store::ItemRef& item) noexcept {
  const std::uint64_t compared = *operation.compare_cas;
  return operation.invalidate && compared != 0 && compared < item.cas();
}

void put(std::span<char> room, std::string_view octets) noexcept {
  if (!octets.empty()) std::memcpy(room.data(), octets.data(), octets.size());
}

Outcome stored(store::ItemRef item, std::uint64_t cas) noexcept {
  if (!item) return {.verdict = Verdict::out_of_memory};
  return {.verdict = Verdict::stored, .item = std::move(item), .cas = cas};
}

}  // namespace

Outcome Engine::execute(const Store& operation, base::Instant now) noexcept {
  if (!store_.is_size_allowed(operation.key.size(), operation.flags, operation.value.size())) {
    refuse(operation.key, operation.forget_on_failure, now);
    return {.verdict = Verdict::too_large};
  }
  Outcome outcome = joins(operation) ? join(operation, now) : replace(operation, now);
  if (outcome.verdict != Verdict::out_of_memory) {
    count(Counter::cmd_set);
    return outcome;
  }
  count(Counter::store_no_memory);
  if (operation.forget_on_failure) forget(operation.key, now);
  return outcome;
}

/// Stores a whole value, if the mode's condition holds.
Outcome Engine::replace(const Store& operation, base::Instant now) noexcept {
  const auto size = static_cast<std::uint32_t>(operation.value.size());
  store::Reservation room = store_.reserve(operation.key, operation.flags, size, now);
  if (!room) return {.verdict = Verdict::out_of_memory};
  put(room.value(), operation.value);
  const std::uint64_t cas = cas_for_value(operation);

  store::ItemRef place = find(operation.key, now);
  const Verdict verdict = judge(operation, place, now);
  if (verdict != Verdict::stored) return {.verdict = verdict};

  store::ItemState state{.cas = cas,
                         .deadline = expires_at(operation.expiry, now),
                         .last_read = now,
                         .encoded_key = operation.encoded_key};
  if (keeps_cas() && operation.compare_cas && *operation.compare_cas != place.cas()) {
    state.deadline = place.deadline();
    state.stale = true;
    state.win_sent = place.win_sent();
  }
  return stored(store_.link(std::move(place), std::move(room), state), cas);
}

/// Whether a whole value may be stored at `place`.
Verdict Engine::judge(const Store& operation, const store::ItemRef& place,
                      base::Instant now) noexcept {
  if (operation.compare_cas && (keeps_cas() || !operation.compare_only_if_kept)) {
    return judge_cas(operation, place);
  }
  switch (operation.mode) {
    case Store::Mode::add:
      if (!place) return Verdict::stored;
      // Like memcached, whose failing add moves the item to the front of its queue.
      store_.mark_used(place, now);
      return Verdict::not_stored;
    case Store::Mode::replace:
      return place ? Verdict::stored : Verdict::not_stored;
    case Store::Mode::set:
    case Store::Mode::append:
    case Store::Mode::prepend:
      break;
  }
  return Verdict::stored;
}

Verdict Engine::judge_cas(const Store& operation, const store::ItemRef& place) noexcept {
  if (!place) {
    count(Counter::cas_misses);
    return Verdict::not_found;
  }
  if (!matches(operation, place) && !outdates(operation, place)) {
    count(Counter::cas_badval);
    return Verdict::exists;
  }
  count(Counter::cas_hits);
  return Verdict::stored;
}

/// Stores the value with the one that is there before or behind it.
Outcome Engine::join(const Store& operation, base::Instant now) noexcept {
  const std::uint64_t cas = cas_for_value(operation);
  store::Reservation room;
  for (;;) {
    store::ItemRef place = find(operation.key, now);
    if (!place && !operation.vivify) {
      place = {};
      return not_joined(operation, now);
    }
    if (place && keeps_cas() && operation.compare_cas && !matches(operation, place)) {
      return {.verdict = Verdict::exists};
    }
    const std::uint32_t flags = place ? place.flags() : operation.flags;
    const std::size_t size = operation.value.size() + (place ? place.value().size() : 0);
    if (!store_.is_size_allowed(operation.key.size(), flags, size)) {
      return {.verdict = Verdict::not_stored};
    }
    if (room && room.flags() == flags && room.value().size() == size) {
      return link_joined(operation, std::move(place), std::move(room), cas, now);
    }
    // How much room it takes is known only now, and making room must not wait for a lock. Until
    // the key is looked up again, another value may have taken its place.
    place = {};
    room = {};
    room = store_.reserve(operation.key, flags, static_cast<std::uint32_t>(size), now);
    if (!room) return not_joined(operation, now);
  }
}

/// Why a value was not joined to another: memcached makes room for it alone first, and only the
/// lack of that is a lack of memory. Requires: no lock is held.
/// Source: memcached 1.6.45, proto_parser.c, process_update_cmd_start; memcached.c, do_store_item.
Outcome Engine::not_joined(const Store& operation, base::Instant now) noexcept {
  const auto size = static_cast<std::uint32_t>(operation.value.size());
  const store::Reservation room = store_.reserve(operation.key, operation.flags, size, now);
  return {.verdict = room ? Verdict::not_stored : Verdict::out_of_memory};
}

/// Requires: the room is for the joined value.
Outcome Engine::link_joined(const Store& operation, store::ItemRef place, store::Reservation room,
                            std::uint64_t cas, base::Instant now) noexcept {
  store::ItemState state{.cas = cas, .last_read = now, .encoded_key = operation.encoded_key};
  if (place) {
    const std::string_view before = place.value();
    const bool appends = operation.mode == Store::Mode::append;
    put(room.value(), appends ? before : operation.value);
    put(room.value().subspan(appends ? before.size() : operation.value.size()),
        appends ? operation.value : before);
    state.deadline = place.deadline();
    state.encoded_key = state.encoded_key || place.encoded_key();
  } else {
    put(room.value(), operation.value);
    state.deadline = expires_at(*operation.vivify, now);
  }
  return stored(store_.link(std::move(place), std::move(room), state), cas);
}

/// Drawn for every value that came in whole, whatever becomes of it.
/// Source: memcached 1.6.45, proto_text.c, complete_nread_ascii.
std::uint64_t Engine::cas_for_value(const Store& operation) noexcept {
  const bool is_set = operation.set_cas && *operation.set_cas != 0;
  return cas_for(is_set ? operation.set_cas : std::nullopt);
}

}  // namespace mcspec::engine
