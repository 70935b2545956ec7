#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "server/base/clock.h"
#include "server/store/index.h"
#include "server/store/item.h"
#include "server/store/region.h"

namespace mcspec::store {

/// A part of the arena that is filled from its start and emptied as a whole. Sizes in octets.
struct Segment {
  std::atomic<std::uint32_t> live{0};        ///< of items that can be found
  std::atomic<std::uint32_t> unfinished{0};  ///< reservations being filled, a number
  std::atomic<std::uint32_t> forgotten{0};   ///< items that start before this were flushed

  /// When it was last opened; kNever: when the store was made. For statistics only.
  std::atomic<base::Instant> opened{base::kNever};

  /// Handed out so far. Belongs to the arena's head while it fills the segment, afterwards to
  /// the sweeper.
  std::uint32_t filled = 0;
};

/// No segment's number.
inline constexpr std::uint32_t kNoSegment = 0xffffffff;

/// The memory of the items: one range of addresses, cut into segments. Room is handed out at the
/// head, which is a place in the one segment that is open; who opens which is the sweeper's
/// business. Octets of unused segments cost no memory. Safe to call from many threads.
class Arena {
 public:
  /// `limit` octets at most, of which whole segments are used. Segments are 1/64 of that, but
  /// 4 KiB to 1 MiB, and large enough for an item of `item_size_max` if the limit allows.
  Arena(std::uint64_t limit, std::uint64_t item_size_max) noexcept;

  /// Whether the system gave memory; without, nothing else may be called.
  bool is_ready() const noexcept { return region_.data() != nullptr && segments_ != nullptr; }

  /// The octets that an item of this size takes with its rounding.
  std::uint32_t round(std::size_t size) const noexcept {
    const std::size_t rest = (std::size_t{1} << unit_shift_) - 1;
    return static_cast<std::uint32_t>((size + rest) & ~rest);
  }

  /// Room for a rounded `size`, not yet an item; kNowhere if the open segment has too little.
  /// Until finish or give_back is called, its segment is not swept.
  Position reserve(std::uint32_t size) noexcept;

  /// The reserved room is a whole item now, whether it can be found or not.
  void finish(Position position) noexcept;

  /// The item in the reserved room is not wanted after all. Requires: it is written.
  void give_back(Position position, std::uint32_t size) noexcept;

  /// Opens a segment nobody has used yet. False if all are used.
  bool open_unused() noexcept;
  bool has_unused() const noexcept {
    return unused_.load(std::memory_order_relaxed) < segment_count_;
  }

  /// Hands out of this segment from now on, behind its `filled` octets.
  void open(std::uint32_t segment) noexcept;

  /// Hands out nothing until one is opened again. The segment that was open.
  std::uint32_t close() noexcept;

  /// The segment that is open, or kNoSegment.
  std::uint32_t open_segment() noexcept;

  /// Octets that the open segment still has; 0 if none is open.
  std::uint32_t room() noexcept;

  /// Forgets every item there is room for now. Requires: nothing is moved meanwhile.
  void forget_all() noexcept;

  /// Whether the item there was reserved before the last forget_all.
  bool is_forgotten(Position position) const noexcept {
    const std::uint64_t offset = offset_of(position);
    const Segment& segment = segments_[offset >> segment_shift_];
    return (offset & (segment_size() - 1)) < segment.forgotten.load(std::memory_order_relaxed);
  }

  Item item(Position position) const noexcept { return Item(region_.data() + offset_of(position)); }
  Segment& segment_of(Position position) noexcept {
    return segments_[offset_of(position) >> segment_shift_];
  }

  Segment& segment(std::uint32_t number) noexcept { return segments_[number]; }
  std::uint32_t segments_used() const noexcept { return unused_.load(std::memory_order_relaxed); }
  std::uint32_t segment_count() const noexcept { return segment_count_; }
  std::uint32_t segment_size() const noexcept { return std::uint32_t{1} << segment_shift_; }

  /// Where the octet at `offset` of a segment is.
  Position position_of(std::uint32_t segment, std::uint32_t offset) const noexcept {
    const std::uint64_t start = std::uint64_t{segment} << segment_shift_;
    return static_cast<Position>((start + offset) >> unit_shift_) + 1;
  }

  /// The smallest items, all of this size, that could lie in it.
  std::uint64_t items_max() const noexcept;

 private:
  std::uint64_t offset_of(Position position) const noexcept {
    return std::uint64_t{position - 1} << unit_shift_;
  }

  void take_back(Position position, std::uint32_t size) noexcept;

  const unsigned segment_shift_;
  const std::uint32_t segment_count_;
  const unsigned unit_shift_;  ///< items start at multiples of 2 to this
  Region region_;
  std::unique_ptr<Segment[]> segments_;

  std::mutex head_;  ///< of open_ and of what the open segment has filled
  std::uint32_t open_ = 0;
  std::atomic<std::uint32_t> unused_{1};  ///< the first segment never opened
};

}  // namespace mcspec::store
