// How the store behaves when memory runs out.

#include "server/store/sweeper.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "server/store/store_testing.h"

namespace mcspec::store {
namespace {

constexpr base::Instant kNow = kTestStart;
constexpr std::uint64_t kLimit = 1 << 20;
constexpr std::size_t kValueSize = 200;
constexpr int kItemsThatFit = static_cast<int>(kLimit / (kValueSize + 32));

Options options(bool evict = true) {
  return {.memory_limit = kLimit, .item_size_max = 32 << 10, .evict = evict};
}

std::string value_of(int number) {
  std::string value = key_of(number);
  value.resize(kValueSize, '.');
  return value;
}

void put_numbered(Store& store, int number, base::Instant now = kNow) {
  ASSERT_TRUE(put(store, key_of(number), value_of(number), now));
}

/// Every item that is there has its own value, and the account is what is there.
void expect_whole(Store& store) {
  std::uint64_t bytes = 0;
  std::uint64_t items = 0;
  std::set<std::string> keys;
  store.for_each([&](Item item) {
    ++items;
    bytes += store.room_of(item);
    keys.insert(std::string(item.key()));
    const std::string_view value(item.value(), item.value_size());
    EXPECT_EQ(value.substr(0, item.key().size()), item.key());
  });
  EXPECT_EQ(keys.size(), items);
  EXPECT_EQ(store.statistics().bytes, bytes);
  EXPECT_EQ(store.statistics().curr_items, items);
  EXPECT_LE(bytes, kLimit);
}

TEST(Sweeper, EvictsWhatWasNotReadLately) {
  Store store(options());
  for (int number = 0; number < 3 * kItemsThatFit; ++number) {
    put_numbered(store, number);
    EXPECT_TRUE(read(store, key_of(number % 50)));
  }
  for (int number = 50; number < kItemsThatFit; ++number) EXPECT_FALSE(has(store, key_of(number)));
  EXPECT_GT(store.statistics().evictions, 0U);
  expect_whole(store);
}

TEST(Sweeper, KeepsWhatWasStoredLast) {
  Store store(options());
  const int total = 3 * kItemsThatFit;
  for (int number = 0; number < total; ++number) put_numbered(store, number);
  for (int number = total - kItemsThatFit * 8 / 10; number < total; ++number) {
    EXPECT_TRUE(has(store, key_of(number)));
  }
}

TEST(Sweeper, UsesNearlyAllOfTheMemory) {
  Store store(options());
  for (int number = 0; number < 10 * kItemsThatFit; ++number) put_numbered(store, number);
  EXPECT_GT(store.statistics().bytes, kLimit * 85 / 100);
  EXPECT_LE(store.statistics().bytes, kLimit);
}

TEST(Sweeper, KeepsUseThatIsCountedWithoutARead) {
  Store store(options());
  put_numbered(store, 0);
  for (int number = 1; number < 3 * kItemsThatFit; ++number) {
    put_numbered(store, number);
    store.mark_used(store.find_live(key_of(0), kNow), kNow);
  }
  EXPECT_TRUE(has(store, key_of(0)));
}

TEST(Sweeper, EvictsInTheEndWhatIsReadNoMore) {
  Store store(options());
  put_numbered(store, 0);
  for (int count = 0; count < 10; ++count) ASSERT_TRUE(read(store, key_of(0)));
  int number = 1;
  while (number < 3 * kItemsThatFit) put_numbered(store, number++);
  EXPECT_TRUE(has(store, key_of(0)));
  while (number < 7 * kItemsThatFit) put_numbered(store, number++);
  EXPECT_FALSE(has(store, key_of(0)));
}

TEST(Sweeper, DropsAFewItemsAtATime) {
  Store store(options());
  std::uint64_t before = 0;
  for (int number = 0; number < 4 * kItemsThatFit; ++number) {
    put_numbered(store, number);
    const std::uint64_t evictions = store.statistics().evictions;
    // One item goes for each that comes, and a few more when a segment is opened.
    ASSERT_LE(evictions - before, 8U);
    before = evictions;
  }
}

TEST(Sweeper, CountsWhatItEvicts) {
  Store store(options());
  const int total = 2 * kItemsThatFit;
  for (int number = 0; number < total; ++number) {
    ASSERT_TRUE(put(store, key_of(number), value_of(number), kNow,
                    number % 2 == 0 ? base::kNever : kNow + 1'000));
  }
  const Statistics statistics = store.statistics();
  EXPECT_EQ(statistics.evictions + statistics.curr_items, static_cast<std::uint64_t>(total));
  EXPECT_EQ(statistics.evicted_unfetched, statistics.evictions);
  EXPECT_NEAR(static_cast<double>(statistics.evicted_nonzero),
              static_cast<double>(statistics.evictions) / 2, 2);
}

TEST(Sweeper, EvictsNothingWhileEnoughIsDead) {
  Store store(options());
  const int kept = kItemsThatFit / 2;
  for (int number = 0; number < kept; ++number) put_numbered(store, number);
  std::mt19937 random(1);
  for (int round = 0; round < 20 * kItemsThatFit; ++round) {
    const int number = static_cast<int>(random() % static_cast<unsigned>(kept));
    std::string value = value_of(number);
    value.resize(kValueSize / 2 + random() % kValueSize, '.');
    ASSERT_TRUE(put(store, key_of(number), value));
  }
  EXPECT_EQ(store.statistics().evictions, 0U);
  EXPECT_EQ(store.statistics().curr_items, static_cast<std::uint64_t>(kept));
  expect_whole(store);
}

TEST(Sweeper, ReclaimsWhatHasExpiredInsteadOfEvicting) {
  Store store(options());
  for (int number = 0; number < kItemsThatFit * 9 / 10; ++number) {
    ASSERT_TRUE(put(store, key_of(number), value_of(number), kNow, kNow + 1));
  }
  const int total = kItemsThatFit * 16 / 10;
  for (int number = kItemsThatFit; number < total; ++number) put_numbered(store, number, kNow + 2);
  const Statistics statistics = store.statistics();
  EXPECT_GT(statistics.reclaimed, 0U);
  EXPECT_EQ(statistics.expired_unfetched, statistics.reclaimed);
  EXPECT_EQ(statistics.evictions, 0U);
}

TEST(Sweeper, RefusesWhenNothingMayBeEvicted) {
  Store store(options(false));
  int stored = 0;
  while (put(store, key_of(stored), value_of(stored))) ++stored;
  EXPECT_GT(stored, kItemsThatFit * 9 / 10);
  for (int number = 0; number < stored; ++number) EXPECT_TRUE(has(store, key_of(number)));
  EXPECT_EQ(store.statistics().evictions, 0U);
  EXPECT_FALSE(put(store, "one more", value_of(stored)));
}

TEST(Sweeper, FindsRoomAgainWhenItemsAreRemoved) {
  Store store(options(false));
  int stored = 0;
  while (put(store, key_of(stored), value_of(stored))) ++stored;
  for (int number = 0; number < stored; number += 3) remove(store, key_of(number));
  int again = 0;
  while (put(store, key_of(stored + again), value_of(stored + again))) ++again;
  EXPECT_GT(again, stored / 3 * 9 / 10);
  for (int number = 0; number < stored; ++number) {
    EXPECT_EQ(has(store, key_of(number)), number % 3 != 0);
  }
  expect_whole(store);
}

TEST(Sweeper, LetsSmallItemsInWhenLargeOnesDoNotFit) {
  Store store(options(false));
  const std::string large(30'000, 'v');
  int stored = 0;
  while (put(store, key_of(stored), large)) ++stored;
  // Every segment has some room left behind its large item.
  std::uint32_t room = 0;
  for (int number = 0; put(store, "small-" + std::to_string(number), "value"); ++number) {
    room += static_cast<std::uint32_t>(Item::size_of(9, 0, 5));
  }
  EXPECT_GT(room, store.statistics().segment_count * 2'500);
  for (int number = 0; number < stored; ++number) EXPECT_TRUE(has(store, key_of(number)));
}

TEST(Sweeper, FindsRoomAgainWhenAllIsFlushed) {
  Store store(options(false));
  int stored = 0;
  while (put(store, key_of(stored), value_of(stored))) ++stored;
  store.flush_all();
  int again = 0;
  while (put(store, key_of(stored + again), value_of(stored + again))) ++again;
  EXPECT_GT(again, stored * 9 / 10);
}

TEST(Sweeper, MakesRoomForALargeItemAmongSmallOnes) {
  Store store(options());
  for (int number = 0; number < 2 * kItemsThatFit; ++number) {
    put_numbered(store, number);
    ASSERT_TRUE(read(store, key_of(number)));
  }
  const std::string large(32'000, 'v');
  for (int number = 0; number < 100; ++number) ASSERT_TRUE(put(store, "large", large));
  EXPECT_EQ(store.find_live("large", kNow).value(), large);
}

TEST(Sweeper, WorksWithASingleSegment) {
  Store store(Options{.memory_limit = 64 << 10, .item_size_max = 64 << 10});
  ASSERT_EQ(store.statistics().segment_count, 1U);
  for (int number = 0; number < 5'000; ++number) {
    put_numbered(store, number);
    EXPECT_TRUE(has(store, key_of(number)));
  }
}

TEST(Sweeper, LeavesASegmentAloneUntilItsReservationsAreDone) {
  Store store(Options{.memory_limit = 64 << 10, .item_size_max = 64 << 10});
  Reservation room = store.reserve("held", 0, kValueSize, kNow);
  ASSERT_TRUE(room);
  int stored = 0;
  while (put(store, key_of(stored), value_of(stored))) ++stored;
  EXPECT_GT(stored, 200);
  std::memset(room.value().data(), 'h', kValueSize);
  ASSERT_TRUE(store.link(store.find_live("held", kNow), std::move(room), ItemState{}));
  EXPECT_EQ(store.find_live("held", kNow).value(), std::string(kValueSize, 'h'));
  EXPECT_TRUE(put(store, "now", value_of(0)));
}

TEST(Sweeper, FlushesExactlyHoweverFarASweepHasCome) {
  // Each round flushes at another point of a sweep, with survivors of it on both sides.
  Store store(options());
  int number = 0;
  for (int round = 0; round < 60; ++round) {
    const int first = number;
    for (int count = 0; count < kItemsThatFit + 37 * round; ++count, ++number) {
      put_numbered(store, number);
      ASSERT_TRUE(read(store, key_of(number)));
    }
    store.flush_all();
    const int flushed = number;
    put_numbered(store, number++);
    for (int old = first; old < flushed; old += 7) ASSERT_FALSE(has(store, key_of(old)));
    ASSERT_TRUE(has(store, key_of(flushed)));
    for (int count = 0; count < 50; ++count) put_numbered(store, number++);
    for (int kept = flushed; kept < number; ++kept) ASSERT_TRUE(has(store, key_of(kept)));
    for (int old = first; old < flushed; ++old) ASSERT_FALSE(has(store, key_of(old)));
  }
}

TEST(Sweeper, LosesNothingStoredAfterAFlushWhileItSweepsBothSidesOfIt) {
  Store store(options());
  int number = 0;
  for (int round = 0; round < 40; ++round) {
    for (int count = 0; count < 31 * round; ++count) put_numbered(store, number++);
    store.flush_all();
    const int kept = number;
    while (number < kept + 20) put_numbered(store, number++);
    for (int count = 0; count < 2 * kItemsThatFit; ++count) {
      put_numbered(store, number++);
      ASSERT_TRUE(read(store, key_of(kept + count % 20)));
    }
  }
}

TEST(Sweeper, ReclaimsFlushedItemsBeforeItEvictsOthers) {
  Store store(options());
  for (int number = 0; number < 2 * kItemsThatFit; ++number) put_numbered(store, number);
  const std::uint64_t evictions = store.statistics().evictions;
  store.flush_all();
  for (int number = 0; number < kItemsThatFit * 8 / 10; ++number) put_numbered(store, -number - 1);
  EXPECT_EQ(store.statistics().evictions, evictions);
  expect_whole(store);
}

TEST(Sweeper, NeverMixesValuesUpWhateverIsStored) {
  Store store(options());
  std::mt19937 random(4);
  for (int step = 0; step < 60'000; ++step) {
    const int number = static_cast<int>(random() % 4'000);
    std::string value = value_of(number);
    value.resize(20 + random() % (random() % 50 == 0 ? 20'000 : 400), '.');
    const base::Instant now = kNow + static_cast<base::Instant>(step / 1'000);
    switch (random() % 4) {
      case 0:
        ASSERT_TRUE(put(store, key_of(number), value, now, random() % 3 == 0 ? now + 2 : 0));
        break;
      case 1:
        if (random() % 10 == 0) remove(store, key_of(number), now);
        if (random() % 10'000 == 0) store.flush_all();
        break;
      default:
        (void)read(store, key_of(number), now);
    }
  }
  expect_whole(store);
}

TEST(Sweeper, TellsHowLongTheLastOneEvictedWasNotRead) {
  Store store(options());
  int number = 0;
  while (number < kItemsThatFit / 2) put_numbered(store, number++);
  EXPECT_EQ(store.statistics().evicted_time, 0U);
  while (store.statistics().evictions == 0) put_numbered(store, number++, kNow + 40);
  EXPECT_EQ(store.statistics().evicted_time, 40U);
  store.reset_statistics();
  EXPECT_EQ(store.statistics().evicted_time, 0U);
  EXPECT_EQ(store.statistics().evictions, 0U);
}

TEST(Sweeper, TellsWhenItWasLongestAgoAtASegment) {
  Store store(options());
  put_numbered(store, 0);
  EXPECT_EQ(store.statistics().oldest_segment, base::kNever);
  int number = 1;
  while (store.statistics().evictions == 0) put_numbered(store, number++, kNow + 10);
  for (int more = 0; more < 3 * kItemsThatFit; ++more) put_numbered(store, number++, kNow + 20);
  EXPECT_EQ(store.statistics().oldest_segment, kNow + 20);
}

}  // namespace
}  // namespace mcspec::store
