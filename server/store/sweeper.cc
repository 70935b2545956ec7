#include "server/store/sweeper.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

#include "server/store/fate.h"

namespace mcspec::store {
namespace {

/// A segment is worth sweeping for its dead octets from this part on, and an eviction frees at
/// least this part: together they bound the pace of sweeping.
constexpr std::uint32_t kWorthwhilePart = 6;

}  // namespace

bool Sweeper::make_room(std::uint32_t size, base::Instant now) noexcept {
  const std::lock_guard hold(mutex_);
  if (arena_.room() >= size) return true;
  if (arena_.open_unused()) {
    note_opened(now);
    return true;
  }

  const std::uint32_t closed = arena_.close();
  if (open_swept(size, now)) return true;
  arena_.open(closed);
  return false;
}

/// Opens a segment with room for `size`, swept as far as that takes. Requires: none is open.
bool Sweeper::open_swept(std::uint32_t size, base::Instant now) noexcept {
  const std::uint32_t whole = arena_.segment_size();
  if (victim_ == kNoSegment && !choose(size)) return false;
  sweep_all(now);
  if (whole - target_ < size) {
    if (!evict_) return false;
    start(victim_, true);
    kept_max_ = whole - size;
    sweep_all(now);
  }
  arena_.open(std::exchange(victim_, kNoSegment));
  note_opened(now);
  return true;
}

/// Requires: a segment was just opened, with the mutex held.
void Sweeper::note_opened(base::Instant now) noexcept {
  arena_.segment(arena_.open_segment()).opened.store(now, std::memory_order_relaxed);
}

void Sweeper::keep_up(std::uint32_t size, base::Instant now) noexcept {
  if (!evict_ || arena_.has_unused()) return;
  // Whoever sweeps already does so for all; what is left undone, make_room catches up with.
  const std::unique_lock hold(mutex_, std::try_to_lock);
  if (!hold) return;
  if (victim_ == kNoSegment && !choose(size)) return;
  handed_out_ += size;
  const std::uint64_t filled = arena_.segment(victim_).filled;
  sweep_to(filled * handed_out_ / std::max<std::uint64_t>(room_, 1), now);
}

void Sweeper::flush_all() noexcept {
  const std::lock_guard hold(mutex_);
  forget_all();
  moments_.clear();
}

void Sweeper::flush_at(base::Instant moment, base::Instant now) noexcept {
  const std::lock_guard hold(mutex_);
  // A flush of this very second covers all that is there, but no longer what is stored next.
  if (moments_.due() == now) forget_all();
  moments_.schedule(moment, now);
}

/// Requires: the mutex is held.
void Sweeper::forget_all() noexcept {
  arena_.forget_all();
  // What the sweep has kept so far is forgotten as well.
  if (victim_ != kNoSegment) start(victim_, evicting_);
}

/// Finds the next segment to sweep: for at least `size` octets if nothing may be evicted.
bool Sweeper::choose(std::uint32_t size) noexcept {
  const std::uint32_t number = richest();
  const std::uint32_t worthwhile = arena_.segment_size() / kWorthwhilePart;
  if (!evict_) {
    if (number == kNoSegment || gain(number) < size) return false;
    start(number, false);
    return true;
  }
  if (number != kNoSegment && gain(number) >= worthwhile) {
    start(number, false);
    return true;
  }
  const std::uint32_t next = next_in_turn();
  if (next == kNoSegment) return false;
  start(next, true);
  return true;
}

/// The segment that would gain most from a sweep that evicts nothing.
std::uint32_t Sweeper::richest() noexcept {
  const std::uint32_t open = arena_.open_segment();
  std::uint32_t best = kNoSegment;
  std::uint32_t most = 0;
  for (std::uint32_t number = 0; number < arena_.segments_used(); ++number) {
    if (number == open || gain(number) <= most || !is_finished(number)) continue;
    best = number;
    most = gain(number);
  }
  return best;
}

/// Octets of a segment without a live item. Those it never handed out count only where nothing
/// is evicted: a sweep for them alone would not make room for what they were too few for.
std::uint32_t Sweeper::gain(std::uint32_t number) noexcept {
  const Segment& segment = arena_.segment(number);
  const std::uint32_t end = evict_ ? segment.filled : arena_.segment_size();
  const std::uint32_t dead = end - segment.live.load(std::memory_order_relaxed);
  return std::max(dead, segment.forgotten.load(std::memory_order_relaxed));
}

std::uint32_t Sweeper::next_in_turn() noexcept {
  const std::uint32_t open = arena_.open_segment();
  for (std::uint32_t tried = 0; tried < arena_.segments_used(); ++tried) {
    const std::uint32_t number = hand_;
    hand_ = (hand_ + 1) % arena_.segments_used();
    if (number != open && is_finished(number)) return number;
  }
  return kNoSegment;
}

/// Whether every reservation in the segment has become an item.
bool Sweeper::is_finished(std::uint32_t number) noexcept {
  // Acquires what the writers of the items wrote before they finished.
  return arena_.segment(number).unfinished.load(std::memory_order_acquire) == 0;
}

void Sweeper::start(std::uint32_t number, bool evicting) noexcept {
  victim_ = number;
  evicting_ = evicting;
  source_ = 0;
  target_ = 0;
  kept_max_ = arena_.segment_size() - arena_.segment_size() / kWorthwhilePart;
  room_ = arena_.room();
  handed_out_ = 0;
}

void Sweeper::sweep_all(base::Instant now) noexcept { sweep_to(arena_.segment_size(), now); }

/// Sweeps on until everything before `offset` of the segment is looked at.
void Sweeper::sweep_to(std::uint64_t offset, base::Instant now) noexcept {
  Segment& segment = arena_.segment(victim_);
  while (source_ < segment.filled && source_ < offset) {
    // Before the source no flushed item is left, and what slides there is not flushed.
    if (source_ >= segment.forgotten.load(std::memory_order_relaxed)) {
      segment.forgotten.store(0, std::memory_order_relaxed);
    }
    source_ += sweep_item(now);
  }
  if (source_ < segment.filled) {
    // Whoever starts again at the segment's beginning finds only items and holes.
    if (target_ < source_) item_at(target_).write_hole(source_ - target_);
    return;
  }
  segment.forgotten.store(0, std::memory_order_relaxed);
  segment.filled = target_;
  source_ = target_;
}

/// Drops the item at the source, or slides it to the target. Its octets.
std::uint32_t Sweeper::sweep_item(base::Instant now) noexcept {
  const Position position = arena_.position_of(victim_, source_);
  const Item item = arena_.item(position);
  if (item.is_hole()) return static_cast<std::uint32_t>(item.hole_size());

  const auto [shard, fingerprint] = shards_.address_of(item.key());
  const std::lock_guard hold(shard.mutex);
  const std::uint32_t size = arena_.round(item.size());
  const Index::Slot slot = shard.index.find(
      fingerprint, [position](Position candidate) { return candidate == position; });
  if (slot == Index::kNone) return size;
  if (!stays(shard, position, size, now)) {
    drop(arena_, shard, slot);
    return size;
  }
  if (target_ < source_) {
    std::memmove(item_at(target_).octets(), item.octets(), size);
    shard.index.move(slot, arena_.position_of(victim_, target_));
  }
  target_ += size;
  return size;
}

/// Whether an item survives the sweep; counts why not.
bool Sweeper::stays(Shard& shard, Position position, std::uint32_t size,
                    base::Instant now) noexcept {
  const Item item = arena_.item(position);
  const Fate fate = fate_of(arena_, moments_, position, now);
  if (fate != Fate::alive) {
    ++shard.counts.reclaimed;
    if (fate == Fate::expired && !item.fetched()) ++shard.counts.expired_unfetched;
    return false;
  }
  if (!evicting_) return true;
  if (item.use() > 0 && target_ + size <= kept_max_) {
    item.set_use(item.use() - 1);
    return true;
  }
  ++shard.counts.evictions;
  if (!item.fetched()) ++shard.counts.evicted_unfetched;
  if (item.deadline() != base::kNever) ++shard.counts.evicted_nonzero;
  evicted_idle_.store(now - std::min(now, item.last_read()), std::memory_order_relaxed);
  return false;
}

Item Sweeper::item_at(std::uint32_t offset) const noexcept {
  return arena_.item(arena_.position_of(victim_, offset));
}

}  // namespace mcspec::store
