#include "server/store/arena.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <new>
#include <utility>

namespace mcspec::store {
namespace {

constexpr std::uint64_t kSegmentMin = std::uint64_t{4} << 10;
constexpr std::uint64_t kSegmentMax = std::uint64_t{1} << 20;
constexpr std::uint64_t kSegmentsWanted = 64;

/// Items start at multiples of four octets, unless positions then could not count them all.
constexpr unsigned kUnitShiftMin = 2;

unsigned segment_shift_for(std::uint64_t limit, std::uint64_t item_size_max) noexcept {
  const std::uint64_t share = std::clamp(limit / kSegmentsWanted, kSegmentMin, kSegmentMax);
  const std::uint64_t wanted = std::max(std::bit_floor(share), std::bit_ceil(item_size_max));
  const std::uint64_t possible = std::bit_floor(std::max(limit, kSegmentMin));
  constexpr std::uint64_t kFilledMax = std::uint64_t{1} << 31;
  return static_cast<unsigned>(std::countr_zero(std::min({wanted, possible, kFilledMax})));
}

unsigned unit_shift_for(std::uint64_t size) noexcept {
  unsigned shift = kUnitShiftMin;
  while ((size >> shift) >= std::numeric_limits<Position>::max()) ++shift;
  return shift;
}

std::uint32_t segment_count_for(std::uint64_t limit, unsigned segment_shift) noexcept {
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(limit >> segment_shift, 1));
}

}  // namespace

Arena::Arena(std::uint64_t limit, std::uint64_t item_size_max) noexcept
    : segment_shift_(segment_shift_for(limit, item_size_max)),
      segment_count_(segment_count_for(limit, segment_shift_)),
      unit_shift_(unit_shift_for(std::uint64_t{segment_count_} << segment_shift_)),
      region_(std::size_t{segment_count_} << segment_shift_),
      segments_(new (std::nothrow) Segment[segment_count_]) {}

Position Arena::reserve(std::uint32_t size) noexcept {
  const std::lock_guard hold(head_);
  if (open_ == kNoSegment) return kNowhere;
  Segment& segment = segments_[open_];
  if (size > segment_size() - segment.filled) return kNowhere;
  const Position position = position_of(open_, segment.filled);
  segment.filled += size;
  segment.unfinished.fetch_add(1, std::memory_order_relaxed);
  return position;
}

void Arena::finish(Position position) noexcept {
  segment_of(position).unfinished.fetch_sub(1, std::memory_order_release);
}

void Arena::give_back(Position position, std::uint32_t size) noexcept {
  take_back(position, size);
  finish(position);
}

/// Hands the room out again, if nothing was handed out after it.
void Arena::take_back(Position position, std::uint32_t size) noexcept {
  const std::lock_guard hold(head_);
  if (open_ == kNoSegment) return;
  Segment& segment = segments_[open_];
  if (segment.filled < size) return;
  const std::uint32_t before = segment.filled - size;
  if (position != position_of(open_, before)) return;
  // What a flush has forgotten stays handed out, or what is put there next were forgotten too.
  if (before < segment.forgotten.load(std::memory_order_relaxed)) return;
  segment.filled = before;
}

bool Arena::open_unused() noexcept {
  const std::lock_guard hold(head_);
  const std::uint32_t segment = unused_.load(std::memory_order_relaxed);
  if (segment == segment_count_) return false;
  unused_.store(segment + 1, std::memory_order_relaxed);
  open_ = segment;
  return true;
}

void Arena::open(std::uint32_t segment) noexcept {
  const std::lock_guard hold(head_);
  open_ = segment;
}

std::uint32_t Arena::close() noexcept {
  const std::lock_guard hold(head_);
  return std::exchange(open_, kNoSegment);
}

std::uint32_t Arena::room() noexcept {
  const std::lock_guard hold(head_);
  if (open_ == kNoSegment) return 0;
  return segment_size() - segments_[open_].filled;
}

std::uint32_t Arena::open_segment() noexcept {
  const std::lock_guard hold(head_);
  return open_;
}

void Arena::forget_all() noexcept {
  const std::lock_guard hold(head_);
  for (std::uint32_t number = 0; number < segments_used(); ++number) {
    segments_[number].forgotten.store(segments_[number].filled, std::memory_order_relaxed);
  }
}

std::uint64_t Arena::items_max() const noexcept {
  const std::uint64_t size = std::uint64_t{segment_count_} << segment_shift_;
  return size / round(Item::size_of(1, 0, 0));
}

}  // namespace mcspec::store
