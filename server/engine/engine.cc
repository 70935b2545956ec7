#include "server/engine/engine.h"

#include <utility>

namespace mcspec::engine {

Verdict Engine::admit(std::size_t key_size, std::uint32_t flags,
                      std::uint64_t value_size) const noexcept {
  return store_.is_size_allowed(key_size, flags, value_size) ? Verdict::stored : Verdict::too_large;
}

void Engine::refuse(std::string_view key, bool forget_it, base::Instant now) noexcept {
  count(Counter::store_too_large);
  if (forget_it) forget(key, now);
}

Statistics Engine::statistics() const noexcept { return counters_.sum(); }

void Engine::reset_statistics() noexcept {
  counters_.reset();
  prefixes_.clear();
  store_.reset_statistics();
}

/// The key's place. Counts an item that is gone, whoever meets it first.
store::ItemRef Engine::find(std::string_view key, base::Instant now) noexcept {
  store::ItemRef place = store_.find_live(key, now);
  if (place) return place;
  switch (place.absence()) {
    case store::ItemRef::Absence::missing:
      break;
    case store::ItemRef::Absence::expired:
      count(Counter::get_expired);
      break;
    case store::ItemRef::Absence::flushed:
      count(Counter::get_flushed);
      break;
  }
  return place;
}

/// Drops what is stored under the key, which counts as nothing.
void Engine::forget(std::string_view key, base::Instant now) noexcept {
  store::ItemRef item = store_.find_live(key, now);
  if (item) store_.unlink(std::move(item));
}

std::uint64_t Engine::cas_for(std::optional<std::uint64_t> set_cas) noexcept {
  return set_cas && keeps_cas() ? *set_cas : store_.next_cas();
}

}  // namespace mcspec::engine
