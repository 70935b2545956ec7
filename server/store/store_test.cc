#include "server/store/store.h"

#include <gtest/gtest.h>

#include <string>

#include "server/store/store_testing.h"

namespace mcspec::store {
namespace {

constexpr base::Instant kNow = kTestStart;

class StoreTest : public testing::Test {
 protected:
  Store store_{Options{.memory_limit = 1 << 20, .item_size_max = 32 << 10}};
};

TEST_F(StoreTest, FindsWhatWasLinked) {
  Reservation room = store_.reserve("key", 9, 5, kNow);
  ASSERT_TRUE(room);
  ASSERT_EQ(room.value().size(), 5U);
  EXPECT_EQ(room.flags(), 9U);
  std::memcpy(room.value().data(), "value", 5);
  const ItemState state{.cas = 77,
                        .deadline = kNow + 10,
                        .last_read = kNow,
                        .stale = true,
                        .win_sent = true,
                        .encoded_key = true};
  const ItemRef linked = store_.link(store_.find_live("key", kNow), std::move(room), state);
  ASSERT_TRUE(linked);
  EXPECT_EQ(linked.key(), "key");
  EXPECT_EQ(linked.value(), "value");
  EXPECT_EQ(linked.flags(), 9U);
  EXPECT_EQ(linked.cas(), 77U);
  EXPECT_EQ(linked.deadline(), kNow + 10);
  EXPECT_EQ(linked.last_read(), kNow);
  EXPECT_TRUE(linked.stale() && linked.win_sent() && linked.encoded_key());
  EXPECT_FALSE(linked.fetched());
}

TEST_F(StoreTest, FindsNothingBeforeTheReservationIsLinked) {
  const Reservation room = store_.reserve("key", 0, 5, kNow);
  EXPECT_FALSE(has(store_, "key"));
}

TEST_F(StoreTest, SaysWhyThereIsNoItem) {
  EXPECT_EQ(store_.find_live("key", kNow).absence(), ItemRef::Absence::missing);
  ASSERT_TRUE(put(store_, "key", "value", kNow, kNow + 1));
  EXPECT_EQ(store_.find_live("key", kNow + 1).absence(), ItemRef::Absence::expired);
  EXPECT_EQ(store_.find_live("key", kNow + 1).absence(), ItemRef::Absence::missing);
  ASSERT_TRUE(put(store_, "key", "value"));
  store_.flush_all();
  EXPECT_EQ(store_.find_live("key", kNow).absence(), ItemRef::Absence::flushed);
  EXPECT_EQ(store_.find_live("key", kNow).absence(), ItemRef::Absence::missing);
}

TEST_F(StoreTest, ReplacesWhateverTheSize) {
  for (const std::size_t size : {10U, 10U, 11U, 500U, 3U, 0U, 3U}) {
    const std::string value(size, static_cast<char>('a' + size % 20));
    ASSERT_TRUE(put(store_, "key", value));
    EXPECT_EQ(store_.find_live("key", kNow).value(), value);
    EXPECT_EQ(store_.statistics().curr_items, 1U);
  }
  EXPECT_EQ(store_.statistics().total_items, 7U);
}

TEST_F(StoreTest, ReplacesInPlaceWhenTheSizeIsTheSame) {
  const std::string value(500, 'v');
  for (int round = 0; round < 10'000; ++round) ASSERT_TRUE(put(store_, "key", value));
  EXPECT_EQ(store_.statistics().segments_used, 1U);
}

TEST_F(StoreTest, ForgetsTheMarksOfWhatItReplaces) {
  ASSERT_TRUE(put(store_, "key", "value"));
  ASSERT_TRUE(read(store_, "key"));
  EXPECT_TRUE(store_.find_live("key", kNow).fetched());
  ASSERT_TRUE(put(store_, "key", "other"));
  EXPECT_FALSE(store_.find_live("key", kNow).fetched());
}

TEST_F(StoreTest, KeepsAViewValidWhereverTheRefIsMoved) {
  ASSERT_TRUE(put(store_, "key", "value"));
  ItemRef first = store_.find_live("key", kNow);
  const std::string_view value = first.value();
  ItemRef second(std::move(first));
  ItemRef third;
  third = std::move(second);
  EXPECT_EQ(third.value().data(), value.data());
}

TEST_F(StoreTest, RemovesWhatIsUnlinked) {
  ASSERT_TRUE(put(store_, "key", "value"));
  remove(store_, "key");
  EXPECT_FALSE(has(store_, "key"));
  EXPECT_EQ(store_.statistics().curr_items, 0U);
  EXPECT_EQ(store_.statistics().bytes, 0U);
}

TEST_F(StoreTest, CountsTheFirstReadAsFetchedAndTheNextAsLast) {
  ASSERT_TRUE(put(store_, "key", "value"));
  ASSERT_TRUE(read(store_, "key", kNow + 5));
  EXPECT_TRUE(store_.find_live("key", kNow).fetched());
  EXPECT_EQ(store_.find_live("key", kNow).last_read(), kNow);
  ASSERT_TRUE(read(store_, "key", kNow + 6));
  EXPECT_EQ(store_.find_live("key", kNow).last_read(), kNow + 6);
}

TEST_F(StoreTest, GivesBackWhatIsNotLinked) {
  ASSERT_TRUE(put(store_, "key", "value"));
  for (int round = 0; round < 10'000; ++round) {
    Reservation room = store_.reserve("other", 0, 1'000, kNow);
    ASSERT_TRUE(room);
  }
  EXPECT_EQ(store_.statistics().segments_used, 1U);
  EXPECT_TRUE(has(store_, "key"));
}

TEST_F(StoreTest, AllowsItemsUpToTheLimit) {
  const std::uint64_t largest = (32 << 10) - store_.accounted_size(1, 0, 0);
  EXPECT_TRUE(store_.is_size_allowed(1, 0, largest));
  EXPECT_FALSE(store_.is_size_allowed(1, 0, largest + 1));
  EXPECT_FALSE(store_.is_size_allowed(1, 1, largest));
  EXPECT_TRUE(put(store_, "k", std::string(largest, 'v')));
}

TEST_F(StoreTest, HasNoRoomForWhatIsLargerThanASegment) {
  EXPECT_FALSE(put(store_, "k", std::string(100'000, 'v')));
}

TEST_F(StoreTest, NumbersCasUniquesFromTwo) {
  EXPECT_EQ(store_.next_cas(), 2U);
  EXPECT_EQ(store_.next_cas(), 3U);
}

TEST(Store, HasNoCasUniquesWithoutCas) {
  Store store(Options{.memory_limit = 1 << 20, .use_cas = false});
  EXPECT_EQ(store.next_cas(), 0U);
  EXPECT_EQ(store.next_cas(), 0U);
}

TEST(Store, IsNotReadyWithoutMemory) {
  const Store store(
      Options{.memory_limit = std::uint64_t{1} << 48, .item_size_max = std::uint64_t{1} << 30});
  EXPECT_FALSE(store.is_ready());
}

TEST_F(StoreTest, AccountsForWhatItHolds) {
  ASSERT_TRUE(put(store_, "a", "1"));
  ASSERT_TRUE(put(store_, "b", std::string(1'000, 'v')));
  std::uint64_t bytes = 0;
  store_.for_each([&](Item item) { bytes += store_.room_of(item); });
  const Statistics statistics = store_.statistics();
  EXPECT_EQ(statistics.bytes, bytes);
  EXPECT_EQ(statistics.curr_items, 2U);
  EXPECT_EQ(statistics.total_items, 2U);
  EXPECT_EQ(statistics.limit_maxbytes, std::uint64_t{1} << 20);
  EXPECT_GT(statistics.hash_bytes, 0U);
}

TEST_F(StoreTest, FlushesAllThatIsThereButNothingStoredInTheSameSecond) {
  ASSERT_TRUE(put(store_, "before", "value"));
  store_.flush_all();
  ASSERT_TRUE(put(store_, "after", "value"));
  EXPECT_FALSE(has(store_, "before"));
  EXPECT_TRUE(has(store_, "after"));
}

TEST_F(StoreTest, FlushesAtAMoment) {
  ASSERT_TRUE(put(store_, "before", "value"));
  store_.flush_at(kNow + 5, kNow);
  EXPECT_TRUE(has(store_, "before", kNow + 4));
  ASSERT_TRUE(put(store_, "during", "value", kNow + 5));
  EXPECT_FALSE(has(store_, "during", kNow + 5));
  EXPECT_FALSE(has(store_, "before", kNow + 5));
  ASSERT_TRUE(put(store_, "after", "value", kNow + 6));
  EXPECT_TRUE(has(store_, "after", kNow + 6));
}

TEST_F(StoreTest, KeepsFlushedWhatALaterFlushReplaces) {
  ASSERT_TRUE(put(store_, "before", "value"));
  store_.flush_at(kNow + 5, kNow);
  store_.flush_at(kNow + 100, kNow + 5);
  EXPECT_FALSE(has(store_, "before", kNow + 5));
  ASSERT_TRUE(put(store_, "after", "value", kNow + 5));
  EXPECT_TRUE(has(store_, "after", kNow + 5));
}

TEST_F(StoreTest, CancelsWhatIsToComeWhenAllIsFlushed) {
  store_.flush_at(kNow + 5, kNow);
  store_.flush_all();
  ASSERT_TRUE(put(store_, "after", "value"));
  EXPECT_TRUE(has(store_, "after", kNow + 5));
}

TEST_F(StoreTest, CountsAnewWhenResetButKeepsWhatItHolds) {
  ASSERT_TRUE(put(store_, "a", "1"));
  const std::uint64_t bytes = store_.statistics().bytes;
  store_.reset_statistics();
  EXPECT_EQ(store_.statistics().total_items, 0U);
  EXPECT_EQ(store_.statistics().curr_items, 1U);
  EXPECT_EQ(store_.statistics().bytes, bytes);
  remove(store_, "a");
  EXPECT_EQ(store_.statistics().bytes, 0U);
}

TEST_F(StoreTest, StopsShowingItemsWhenItIsTold) {
  for (int number = 0; number < 100; ++number) ASSERT_TRUE(put(store_, key_of(number), "v"));
  int shown = 0;
  store_.for_each_until([&](Item) { return ++shown < 7; });
  EXPECT_EQ(shown, 7);
}

}  // namespace
}  // namespace mcspec::store
