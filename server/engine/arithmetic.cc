#include <cstring>
#include <span>
#include <utility>

#include "server/engine/engine.h"
#include "server/engine/number.h"

namespace mcspec::engine {
namespace {

/// Longer values count as no number, whatever they begin with: memcached keeps them in pieces, and
/// peers see that. Source: memcached 1.6.45, memcached.c, do_add_delta; slab_chunk_max.
constexpr std::size_t kNumberSizeMax = std::size_t{512} << 10;

bool can_be_number(std::string_view value) noexcept {
  return !value.empty() && value.size() <= kNumberSizeMax;
}

std::uint64_t changed(const Arithmetic& operation, std::uint64_t number) noexcept {
  if (!operation.decrement) return number + operation.delta;
  return operation.delta > number ? 0 : number - operation.delta;
}

void write_padded(const store::Item& item, std::string_view digits) noexcept {
  std::memcpy(item.value(), digits.data(), digits.size());
  std::memset(item.value() + digits.size(), ' ', item.value_size() - digits.size());
}

}  // namespace

Outcome Engine::execute(const Arithmetic& operation, base::Instant now) noexcept {
  store::Reservation room;
  for (;;) {
    store::ItemRef place = find(operation.key, now);
    if (!place && !operation.vivify) {
      count(operation.decrement ? Counter::decr_misses : Counter::incr_misses);
      return {.verdict = Verdict::not_found};
    }
    std::uint64_t number = operation.initial;
    if (place) {
      if (!can_be_number(place.value())) return {.verdict = Verdict::not_a_number};
      if (operation.compare_cas && *operation.compare_cas != place.cas()) {
        return {.verdict = Verdict::exists};
      }
      const std::optional<std::uint64_t> before = to_number(place.value());
      if (!before) return {.verdict = Verdict::not_a_number};
      number = changed(operation, *before);
    }

    const Digits digits(number);
    const std::string_view text = digits.text();
    if (place && text.size() <= place.value().size()) {
      return rewrite_number(operation, std::move(place), number, now);
    }
    const std::uint32_t flags = place ? place.flags() : 0;
    if (room && room.flags() == flags && room.value().size() == text.size()) {
      return link_number(operation, std::move(place), std::move(room), number, now);
    }
    // Making room must not wait for a lock, and until the key is looked up again, another value may
    // have taken its place.
    place = {};
    room = {};
    room = store_.reserve(operation.key, flags, static_cast<std::uint32_t>(text.size()), now);
    if (!room) return {.verdict = Verdict::out_of_memory};
  }
}

/// Writes the number over the one that is there, with blanks behind it to the same size.
/// Requires: it is not longer.
Outcome Engine::rewrite_number(const Arithmetic& operation, store::ItemRef place,
                               std::uint64_t number, base::Instant now) noexcept {
  const store::Item item = place.item();
  Outcome outcome{.verdict = Verdict::stored,
                  .number = number,
                  .cas = cas_for(operation.set_cas),
                  .deadline_before = item.deadline()};
  write_padded(item, Digits(number).text());
  item.set_cas(outcome.cas);
  store_.mark_used(place, now);
  if (operation.expiry) item.set_deadline(expires_at(*operation.expiry, now));
  count(operation.decrement ? Counter::decr_hits : Counter::incr_hits);
  outcome.item = std::move(place);
  return outcome;
}

/// Puts the number in a new item, at a key without one or in the place of a shorter one.
/// Requires: the room is for its digits.
Outcome Engine::link_number(const Arithmetic& operation, store::ItemRef place,
                            store::Reservation room, std::uint64_t number,
                            base::Instant now) noexcept {
  Outcome outcome{.verdict = Verdict::stored,
                  .number = number,
                  .cas = cas_for(operation.set_cas),
                  .created = !place};
  store::ItemState state{
      .cas = outcome.cas, .last_read = now, .encoded_key = operation.encoded_key};
  if (place) {
    outcome.deadline_before = place.deadline();
    state.deadline = operation.expiry ? expires_at(*operation.expiry, now) : place.deadline();
    state.encoded_key = place.encoded_key();
    count(operation.decrement ? Counter::decr_hits : Counter::incr_hits);
  } else {
    state.deadline = expires_at(*operation.vivify, now);
  }
  const Digits digits(number);
  std::memcpy(room.value().data(), digits.text().data(), digits.text().size());
  outcome.item = store_.link(std::move(place), std::move(room), state);
  if (!outcome.item) return {.verdict = Verdict::out_of_memory};
  return outcome;
}

}  // namespace mcspec::engine
