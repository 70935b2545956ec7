#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include "server/store/arena.h"
#include "server/store/index.h"
#include "server/store/region.h"

namespace mcspec::store {

/// What one shard has counted. Octets are as they are now, the rest since the start or the last
/// reset.
struct ShardCounts {
  std::uint64_t bytes = 0;  ///< octets of the items that can be found, rounding included
  std::uint64_t total_items = 0;
  std::uint64_t evictions = 0;
  std::uint64_t evicted_unfetched = 0;
  std::uint64_t evicted_nonzero = 0;
  std::uint64_t reclaimed = 0;
  std::uint64_t expired_unfetched = 0;
};

/// A part of the keys with what finds them. All of it, and every item it finds, belongs to whoever
/// holds the mutex.
struct alignas(64) Shard {
  std::mutex mutex;
  Index index;
  ShardCounts counts;
};

/// Takes the item in a slot out of the shard's index and out of the account.
/// Requires: the caller holds the shard's mutex.
void drop(Arena& arena, Shard& shard, Index::Slot slot) noexcept;

/// All shards. Which one a key belongs to, and its fingerprint there, come from its hash.
class Shards {
 public:
  /// As many as `count`, a power of two, for up to `items_max` items in all.
  Shards(std::uint32_t count, std::uint64_t items_max, std::uint64_t hash_seed) noexcept;

  /// Whether the system gave memory; without, nothing else may be called.
  bool is_ready() const noexcept { return slots_.data() != nullptr && shards_ != nullptr; }

  struct Address {
    Shard& shard;
    std::uint32_t fingerprint;
  };
  Address address_of(std::string_view key) noexcept;

  Shard* begin() noexcept { return shards_.get(); }
  Shard* end() noexcept { return shards_.get() + count_; }

 private:
  const std::uint32_t count_;
  const std::uint32_t slots_each_;
  const std::uint64_t hash_seed_;
  Region slots_;
  std::unique_ptr<Shard[]> shards_;
};

}  // namespace mcspec::store
