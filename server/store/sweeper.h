#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "server/base/clock.h"
#include "server/store/arena.h"
#include "server/store/flush_moments.h"
#include "server/store/shard.h"

namespace mcspec::store {

/// Makes room in the arena: takes one segment after the other, drops what is dead or has to go,
/// slides what stays to the segment's start, and has the arena fill the rest anew. The next segment
/// is swept bit by bit, at the pace at which the open one fills, so that no writer waits for a
/// whole one, and none is empty for long.
///
/// Items are dead when they were replaced, removed, flushed, or have expired. If a sixth of some
/// segment is dead, it is swept for that alone. Otherwise the hand takes the segments in turn, and
/// an item has to go unless it was read since the hand last came by (one read keeps it for a turn,
/// three reads for three). Safe to call from many threads; the caller must hold no shard.
class Sweeper {
 public:
  /// Without `evict`, only what is dead is dropped.
  Sweeper(Arena& arena, Shards& shards, FlushMoments& moments, bool evict) noexcept
      : arena_(arena), shards_(shards), moments_(moments), evict_(evict) {}

  /// Opens a segment with room for a rounded `size`, at most a segment. False if there is none.
  bool make_room(std::uint32_t size, base::Instant now) noexcept;

  /// Does the share of sweeping that is due for `size` octets just handed out.
  void keep_up(std::uint32_t size, base::Instant now) noexcept;

  /// Makes every item that is there flushed, and cancels the flushes to come.
  void flush_all() noexcept;

  /// Makes what is not written or read after `moment` flushed from `moment` on, instead of what was
  /// to come; kNever: nothing is to come.
  void flush_at(base::Instant moment, base::Instant now) noexcept;

  /// Seconds for which the item evicted last had been neither written nor read; 0 if there is none.
  std::uint32_t evicted_idle() const noexcept {
    return evicted_idle_.load(std::memory_order_relaxed);
  }

  /// As if nothing had been evicted yet.
  void forget_evicted() noexcept { evicted_idle_.store(0, std::memory_order_relaxed); }

 private:
  void forget_all() noexcept;
  bool open_swept(std::uint32_t size, base::Instant now) noexcept;
  void note_opened(base::Instant now) noexcept;
  bool choose(std::uint32_t size) noexcept;
  std::uint32_t richest() noexcept;
  std::uint32_t gain(std::uint32_t number) noexcept;
  std::uint32_t next_in_turn() noexcept;
  bool is_finished(std::uint32_t number) noexcept;
  void start(std::uint32_t number, bool evicting) noexcept;
  void sweep_all(base::Instant now) noexcept;
  void sweep_to(std::uint64_t offset, base::Instant now) noexcept;
  std::uint32_t sweep_item(base::Instant now) noexcept;
  bool stays(Shard& shard, Position position, std::uint32_t size, base::Instant now) noexcept;
  Item item_at(std::uint32_t offset) const noexcept;

  Arena& arena_;
  Shards& shards_;
  FlushMoments& moments_;
  const bool evict_;
  std::atomic<std::uint32_t> evicted_idle_{0};

  std::mutex mutex_;                   ///< of everything below
  std::uint32_t victim_ = kNoSegment;  ///< the segment being swept, or swept and not yet opened
  bool evicting_ = false;              ///< whether what is alive may be dropped from it
  std::uint32_t source_ = 0;           ///< the first octet of it not yet looked at
  std::uint32_t target_ = 0;           ///< where the next item that stays goes to
  std::uint32_t kept_max_ = 0;         ///< octets that may stay when evicting
  std::uint32_t hand_ = 0;             ///< the segment whose turn is next
  std::uint64_t room_ = 0;             ///< octets the open segment had when this sweep began
  std::uint64_t handed_out_ = 0;       ///< octets handed out since
};

}  // namespace mcspec::store
