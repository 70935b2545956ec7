#pragma once

// What the tests of the store share.

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "server/store/store.h"

namespace mcspec::store {

inline constexpr base::Instant kTestStart = 1'700'000'000;

/// Stores a value under a key, as set does. False if there is no room.
inline bool put(Store& store, std::string_view key, std::string_view value,
                base::Instant now = kTestStart, base::Instant deadline = base::kNever) {
  Reservation room = store.reserve(key, 0, static_cast<std::uint32_t>(value.size()), now);
  if (!room) return false;
  if (!value.empty()) std::memcpy(room.value().data(), value.data(), value.size());
  const ItemState state{.deadline = deadline, .last_read = now};
  return static_cast<bool>(store.link(store.find_live(key, now), std::move(room), state));
}

inline bool has(Store& store, std::string_view key, base::Instant now = kTestStart) {
  return static_cast<bool>(store.find_live(key, now));
}

/// Reads as get does. False if there is no item.
inline bool read(Store& store, std::string_view key, base::Instant now = kTestStart) {
  const ItemRef item = store.find_live(key, now);
  if (item) store.mark_read(item, now);
  return static_cast<bool>(item);
}

inline void remove(Store& store, std::string_view key, base::Instant now = kTestStart) {
  ItemRef item = store.find_live(key, now);
  if (item) store.unlink(std::move(item));
}

inline std::string key_of(int number) { return "key-" + std::to_string(number); }

}  // namespace mcspec::store
