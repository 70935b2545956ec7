#include "server/store/store.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace mcspec::store {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

constexpr std::uint64_t kMemoryPerShard = std::uint64_t{256} << 10;
constexpr std::uint64_t kShardCountMin = 16;
constexpr std::uint64_t kShardCountMax = 1024;

/// Larger items are not overwritten in place: the copy would hold up the shard.
constexpr std::size_t kOverwriteMax = std::size_t{64} << 10;

std::uint32_t shard_count_for(const Options& options) noexcept {
  if (options.shard_count != 0) return options.shard_count;
  const std::uint64_t wanted = std::bit_ceil(options.memory_limit / kMemoryPerShard);
  return static_cast<std::uint32_t>(std::clamp(wanted, kShardCountMin, kShardCountMax));
}

ItemRef::Absence absence_of(Fate fate) noexcept {
  return fate == Fate::expired ? ItemRef::Absence::expired : ItemRef::Absence::flushed;
}

}  // namespace

Store::Store(const Options& options) noexcept
    : options_(options),
      arena_(options.memory_limit, options.item_size_max),
      shards_(shard_count_for(options), arena_.items_max(), options.hash_seed),
      sweeper_(arena_, shards_, moments_, options.evict) {}

ItemRef Store::find_live(std::string_view key, base::Instant now) noexcept {
  const auto [shard, fingerprint] = shards_.address_of(key);
  shard.mutex.lock();
  ItemRef place;
  place.shard_ = &shard;
  place.fingerprint_ = fingerprint;
  const Index::Slot slot = shard.index.find(
      fingerprint, [&](Position position) { return arena_.item(position).key() == key; });
  if (slot == Index::kNone) return place;

  const Position position = shard.index.at(slot);
  const Fate fate = fate_of(arena_, moments_, position, now);
  if (fate != Fate::alive) {
    drop(arena_, shard, slot);
    place.absence_ = absence_of(fate);
    return place;
  }
  place.slot_ = slot;
  place.octets_ = arena_.item(position).octets();
  return place;
}

void Store::mark_read(const ItemRef& place, base::Instant now) noexcept {
  const Item item = place.item();
  item.add_use();
  if (item.fetched()) {
    item.set_last_read(now);
  } else {
    item.set_fetched(true);
  }
}

void Store::mark_used(const ItemRef& place, base::Instant now) noexcept {
  place.item().add_use();
  place.item().set_last_read(now);
}

Reservation Store::reserve(std::string_view key, std::uint32_t flags, std::uint32_t value_size,
                           base::Instant now) noexcept {
  const std::uint32_t size = arena_.round(Item::size_of(key.size(), flags, value_size));
  if (size > arena_.segment_size()) return {};
  const Position position = allocate(size, now);
  if (position == kNowhere) return {};
  arena_.item(position).write(key, flags, value_size);
  return {arena_, position};
}

Position Store::allocate(std::uint32_t size, base::Instant now) noexcept {
  Position position = arena_.reserve(size);
  while (position == kNowhere) {
    if (!sweeper_.make_room(size, now)) return kNowhere;
    position = arena_.reserve(size);
  }
  sweeper_.keep_up(size, now);
  return position;
}

ItemRef Store::link(ItemRef place, Reservation reservation, const ItemState& state) noexcept {
  Shard& shard = *place.shard_;
  if (place && is_overwritable(place.item(), reservation.item())) {
    const unsigned use = place.item().use();
    place.item().assign(reservation.item());
    place.item().set_use(use);
    place.item().add_use();
  } else if (!put(place, reservation)) {
    return {};
  }
  const Item item = place.item();
  item.set_cas(state.cas);
  item.set_deadline(state.deadline);
  item.set_last_read(state.last_read);
  item.set_stale(state.stale);
  item.set_win_sent(state.win_sent);
  item.set_encoded_key(state.encoded_key);
  shard.counts.total_items += 1;
  return place;
}

/// Whether copying leaves less to do than leaving the old item dead.
bool Store::is_overwritable(Item before, Item after) const noexcept {
  return before.size() <= kOverwriteMax &&
         arena_.round(before.size()) == arena_.round(after.size());
}

/// Makes the place that of the reserved item, and the item that was there dead. False if the index
/// has no room.
bool Store::put(ItemRef& place, Reservation& reservation) noexcept {
  Shard& shard = *place.shard_;
  const Position position = reservation.position_;
  if (place) {
    const std::uint32_t before = arena_.round(place.item().size());
    arena_.segment_of(shard.index.at(place.slot_)).live.fetch_sub(before, kRelaxed);
    shard.counts.bytes -= before;
    shard.index.move(place.slot_, position);
  } else {
    place.slot_ = shard.index.insert(place.fingerprint_, position);
    if (!place) return false;
  }
  place.octets_ = arena_.item(position).octets();
  const std::uint32_t size = arena_.round(place.item().size());
  arena_.segment_of(position).live.fetch_add(size, kRelaxed);
  shard.counts.bytes += size;
  arena_.finish(reservation.release());
  return true;
}

void Store::unlink(ItemRef item) noexcept { drop(arena_, *item.shard_, item.slot_); }

Statistics Store::statistics() noexcept {
  Statistics sum;
  sum.limit_maxbytes = options_.memory_limit;
  sum.segment_size = arena_.segment_size();
  sum.segment_count = arena_.segment_count();
  sum.segments_used = arena_.segments_used();
  sum.unit_size = arena_.round(1);
  sum.oldest_segment = oldest_segment();
  sum.evicted_time = sweeper_.evicted_idle();
  for (Shard& shard : shards_) {
    const std::lock_guard hold(shard.mutex);
    sum.curr_items += shard.index.count();
    sum.hash_bytes += shard.index.memory();
    sum.bytes += shard.counts.bytes;
    sum.total_items += shard.counts.total_items;
    sum.evictions += shard.counts.evictions;
    sum.evicted_unfetched += shard.counts.evicted_unfetched;
    sum.evicted_nonzero += shard.counts.evicted_nonzero;
    sum.reclaimed += shard.counts.reclaimed;
    sum.expired_unfetched += shard.counts.expired_unfetched;
  }
  return sum;
}

base::Instant Store::oldest_segment() noexcept {
  base::Instant oldest = arena_.segment(0).opened.load(kRelaxed);
  for (std::uint32_t number = 1; number < arena_.segments_used(); ++number) {
    const base::Instant opened = arena_.segment(number).opened.load(kRelaxed);
    // One that is being opened right now has no moment yet.
    if (opened != base::kNever) oldest = std::min(oldest, opened);
  }
  return oldest;
}

void Store::reset_statistics() noexcept {
  for (Shard& shard : shards_) {
    const std::lock_guard hold(shard.mutex);
    shard.counts = {.bytes = shard.counts.bytes};
  }
  sweeper_.forget_evicted();
}

}  // namespace mcspec::store
