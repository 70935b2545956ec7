#include "server/store/shard.h"

#include <algorithm>
#include <new>

#include "server/base/hash.h"

namespace mcspec::store {
namespace {

/// Addresses for twice a shard's share of the smallest items: hashes do not share out evenly, and
/// addresses cost nothing.
std::uint32_t slots_each_for(std::uint32_t count, std::uint64_t items_max) noexcept {
  constexpr std::uint64_t kPage = 512;
  const std::uint64_t wanted = items_max / count * 2 + 2 * kPage;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, 0xfffffffe) / kPage * kPage);
}

}  // namespace

void drop(Arena& arena, Shard& shard, Index::Slot slot) noexcept {
  const Position position = shard.index.at(slot);
  const std::uint32_t size = arena.round(arena.item(position).size());
  shard.index.erase(slot);
  shard.counts.bytes -= size;
  arena.segment_of(position).live.fetch_sub(size, std::memory_order_relaxed);
}

Shards::Shards(std::uint32_t count, std::uint64_t items_max, std::uint64_t hash_seed) noexcept
    : count_(count),
      slots_each_(slots_each_for(count, items_max)),
      hash_seed_(hash_seed),
      slots_(std::size_t{count} * slots_each_ * sizeof(std::uint64_t)),
      shards_(new (std::nothrow) Shard[count]) {
  if (!is_ready()) return;
  auto* slots = reinterpret_cast<std::uint64_t*>(slots_.data());
  for (Shard& shard : *this) {
    shard.index.attach(slots, slots_each_);
    slots += slots_each_;
  }
}

Shards::Address Shards::address_of(std::string_view key) noexcept {
  const std::uint64_t hash = base::hash(key, hash_seed_);
  const auto shard = static_cast<std::uint32_t>(hash >> 32) & (count_ - 1);
  return {shards_[shard], static_cast<std::uint32_t>(hash)};
}

}  // namespace mcspec::store
