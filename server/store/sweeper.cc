#include "server/store/sweeper.h"

#include <cstring>
#include <mutex>
#include <utility>

namespace mcspec::store {
namespace {

/// A segment is worth sweeping for its dead octets from this part on, and an eviction frees at
/// least this part: together they bound the pace of sweeping.
constexpr std::uint32_t kWorthwhilePart = 4;

}  // namespace

bool Sweeper::make_room(std::uint32_t size, base::Instant now) noexcept {
  const std::lock_guard hold(mutex_);
  if (arena_.room() >= size) return true;
  if (arena_.open_unused()) return true;

  const std::uint32_t closed = arena_.close();
  if (open_swept(size, now)) return true;
  arena_.open(closed);
  return false;
}

/// Opens a segment with room for `size`, swept as far as that takes. Requires: none is open.
bool Sweeper::open_swept(std::uint32_t size, base::Instant now) noexcept {
  const std::uint32_t whole = arena_.segment_size();
  if (victim_ == kNoSegment && !choose(size)) return false;
  sweep(whole, now);
  if (whole - target_ < size) {
    if (!evict_) return false;
    start(victim_, true);
    kept_max_ = whole - size;
    sweep(whole, now);
  }
  pace_ = whole / (whole - target_) + 1;
  arena_.open(std::exchange(victim_, kNoSegment));
  return true;
}

void Sweeper::keep_up(std::uint32_t size, base::Instant now) noexcept {
  if (!evict_ || arena_.has_unused()) return;
  // Whoever sweeps already does so for all; what is left undone, make_room catches up with.
  const std::unique_lock hold(mutex_, std::try_to_lock);
  if (!hold) return;
  if (victim_ == kNoSegment && !choose(size)) return;
  sweep(std::uint64_t{size} * pace_, now);
}

void Sweeper::flush_all() noexcept {
  const std::lock_guard hold(mutex_);
  arena_.forget_all();
  moments_.clear();
  // What the sweep has kept so far is flushed as well.
  if (victim_ != kNoSegment) start(victim_, evicting_);
}

void Sweeper::flush_at(base::Instant moment, base::Instant now) noexcept {
  const std::lock_guard hold(mutex_);
  moments_.schedule(moment, now);
}

/// Finds the next segment to sweep, for at least `size` octets if nothing may be evicted.
bool Sweeper::choose(std::uint32_t size) noexcept {
  if (!evict_) {
    const std::uint32_t number = richest(true);
    if (number == kNoSegment || reclaimable(number, true) < size) return false;
    start(number, false);
    return true;
  }
  const std::uint32_t number = richest(false);
  const bool is_worthwhile =
      number != kNoSegment &&
      reclaimable(number, false) >= arena_.segment_size() / kWorthwhilePart;
  const std::uint32_t chosen = is_worthwhile ? number : next_in_turn();
  if (chosen == kNoSegment) return false;
  start(chosen, !is_worthwhile);
  return true;
}

/// The segment that sweeping for dead octets alone would gain most from.
std::uint32_t Sweeper::richest(bool count_tail) noexcept {
  std::uint32_t best = kNoSegment;
  std::uint32_t most = 0;
  for (std::uint32_t number = 0; number < arena_.segments_used(); ++number) {
    const std::uint32_t gain = reclaimable(number, count_tail);
    if (gain <= most || !is_free_to_sweep(number)) continue;
    best = number;
    most = gain;
  }
  return best;
}

/// Octets of a segment without a live item, those it has never handed out included or not.
std::uint32_t Sweeper::reclaimable(std::uint32_t number, bool count_tail) noexcept {
  const Segment& segment = arena_.segment(number);
  const std::uint32_t end = count_tail ? arena_.segment_size() : segment.filled;
  const std::uint32_t dead = end - segment.live.load(std::memory_order_relaxed);
  return std::max(dead, segment.forgotten.load(std::memory_order_relaxed));
}

std::uint32_t Sweeper::next_in_turn() noexcept {
  for (std::uint32_t tried = 0; tried < arena_.segments_used(); ++tried) {
    const std::uint32_t number = hand_;
    hand_ = (hand_ + 1) % arena_.segments_used();
    if (is_free_to_sweep(number)) return number;
  }
  return kNoSegment;
}

bool Sweeper::is_free_to_sweep(std::uint32_t number) noexcept {
  // Acquires what the writers of the segment's items wrote before they finished.
  return number != arena_.open_segment() &&
         arena_.segment(number).unfinished.load(std::memory_order_acquire) == 0;
}

void Sweeper::start(std::uint32_t number, bool evicting) noexcept {
  victim_ = number;
  evicting_ = evicting;
  source_ = 0;
  target_ = 0;
  kept_max_ = arena_.segment_size() - arena_.segment_size() / kWorthwhilePart;
}

/// Sweeps on until `budget` octets are looked at or the segment is done.
void Sweeper::sweep(std::uint64_t budget, base::Instant now) noexcept {
  Segment& segment = arena_.segment(victim_);
  const std::uint64_t stop = source_ + budget;
  while (source_ < segment.filled && source_ < stop) {
    // No flushed item is left behind the source; what slides there is not flushed.
    if (source_ >= segment.forgotten.load(std::memory_order_relaxed)) {
      segment.forgotten.store(0, std::memory_order_relaxed);
    }
    source_ += sweep_item(now);
  }
  if (source_ < segment.filled) {
    // Whoever starts again at the segment's beginning finds only items and holes.
    if (target_ < source_) hole_at(target_).write_hole(source_ - target_);
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
  if (is_gone(item, position, now)) {
    reclaim(shard, slot, item);
    return size;
  }
  if (evicting_ && !keeps(item, size)) {
    evict(shard, slot, item);
    return size;
  }
  if (target_ < source_) {
    const Position target = arena_.position_of(victim_, target_);
    std::memmove(arena_.item(target).octets(), item.octets(), size);
    shard.index.move(slot, target);
  }
  target_ += size;
  return size;
}

}  // namespace mcspec::store
