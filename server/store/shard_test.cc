#include "server/store/shard.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mcspec::store {
namespace {

TEST(Shards, AddressAKeyAlwaysTheSame) {
  Shards shards(16, 10'000, 1);
  ASSERT_TRUE(shards.is_ready());
  const auto first = shards.address_of("key");
  const auto second = shards.address_of("key");
  EXPECT_EQ(&first.shard, &second.shard);
  EXPECT_EQ(first.fingerprint, second.fingerprint);
}

TEST(Shards, DealTheKeysToAll) {
  Shards shards(16, 10'000, 1);
  std::set<Shard*> used;
  for (int number = 0; number < 1'000; ++number) {
    used.insert(&shards.address_of("key-" + std::to_string(number)).shard);
  }
  EXPECT_EQ(used.size(), 16U);
}

TEST(Shards, TakeDroppedItemsOutOfTheAccount) {
  Arena arena(1 << 20, 1024);
  Shards shards(1, arena.items_max(), 1);
  const auto [shard, fingerprint] = shards.address_of("key");
  const std::uint32_t size = arena.round(Item::size_of(3, 0, 5));
  const Position position = arena.reserve(size);
  arena.item(position).write("key", 0, 5);
  arena.finish(position);
  arena.segment_of(position).live += size;
  shard.counts.bytes += size;
  const Index::Slot slot = shard.index.insert(fingerprint, position);

  drop(arena, shard, slot);
  EXPECT_EQ(shard.index.count(), 0U);
  EXPECT_EQ(shard.counts.bytes, 0U);
  EXPECT_EQ(arena.segment_of(position).live.load(), 0U);
}

}  // namespace
}  // namespace mcspec::store
