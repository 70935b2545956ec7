#include "server/store/item.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/store/item_size.h"

namespace mcspec::store {
namespace {

/// An item in memory of exactly its size, which the sanitizer watches.
class OwnItem {
 public:
  OwnItem(std::string_view key, std::uint32_t flags, std::string_view value)
      : octets_(Item::size_of(key.size(), flags, value.size()), 'x') {
    item().write(key, flags, static_cast<std::uint32_t>(value.size()));
    std::memcpy(item().value(), value.data(), value.size());
  }
  Item item() { return Item(octets_.data()); }
  std::string value() { return {item().value(), item().value_size()}; }

 private:
  std::vector<char> octets_;
};

TEST(Item, GivesBackWhatWasWritten) {
  for (const std::size_t key_size : {1U, 2U, 16U, 250U}) {
    for (const std::size_t value_size : {0U, 1U, 65'535U, 65'536U, 1'000'000U}) {
      for (const std::uint32_t flags : {0U, 1U, 0xffffffffU}) {
        const std::string key(key_size, 'k');
        const std::string value(value_size, 'v');
        OwnItem own(key, flags, value);
        EXPECT_EQ(own.item().key(), key);
        EXPECT_EQ(own.item().flags(), flags);
        EXPECT_EQ(own.item().value_size(), value_size);
        EXPECT_EQ(own.value(), value);
        EXPECT_EQ(own.item().size(), Item::size_of(key_size, flags, value_size));
        EXPECT_FALSE(own.item().is_hole());
      }
    }
  }
}

TEST(Item, IsNewAndUnmarkedWhenWritten) {
  OwnItem own("key", 7, "value");
  const Item item = own.item();
  EXPECT_EQ(item.cas(), 0U);
  EXPECT_EQ(item.deadline(), base::kNever);
  EXPECT_EQ(item.last_read(), 0U);
  EXPECT_EQ(item.use(), 0U);
  EXPECT_FALSE(item.fetched() || item.stale() || item.win_sent() || item.encoded_key());
}

TEST(Item, KeepsItsMarksApart) {
  OwnItem own("key", 7, std::string(70'000, 'v'));
  const Item item = own.item();
  item.set_stale(true);
  item.set_use(3);
  item.set_fetched(true);
  EXPECT_TRUE(item.stale());
  EXPECT_TRUE(item.fetched());
  EXPECT_FALSE(item.win_sent());
  EXPECT_FALSE(item.encoded_key());
  item.set_stale(false);
  item.set_win_sent(true);
  item.set_encoded_key(true);
  item.set_use(1);
  EXPECT_FALSE(item.stale());
  EXPECT_TRUE(item.win_sent());
  EXPECT_TRUE(item.encoded_key());
  EXPECT_TRUE(item.fetched());
  EXPECT_EQ(item.use(), 1U);
  EXPECT_EQ(item.flags(), 7U);
  EXPECT_EQ(item.value_size(), 70'000U);
}

TEST(Item, KeepsItsNumbersApart) {
  OwnItem own("key", 0, "value");
  const Item item = own.item();
  item.set_cas(0xfedcba9876543210);
  item.set_deadline(0xffffffff);
  item.set_last_read(0x12345678);
  EXPECT_EQ(item.cas(), 0xfedcba9876543210);
  EXPECT_EQ(item.deadline(), 0xffffffffU);
  EXPECT_EQ(item.last_read(), 0x12345678U);
  EXPECT_EQ(own.value(), "value");
}

TEST(Item, CountsUsesToThree) {
  OwnItem own("key", 0, "value");
  for (const unsigned uses : {1U, 2U, 3U, 3U}) {
    own.item().add_use();
    EXPECT_EQ(own.item().use(), uses);
  }
}

TEST(Item, TakesOverAnotherOfTheSameRoom) {
  OwnItem own("key", 0, "four and four");
  OwnItem other("key", 9, "and nine.");
  ASSERT_EQ(own.item().size(), other.item().size());
  other.item().set_cas(77);
  own.item().assign(other.item());
  EXPECT_EQ(own.item().key(), "key");
  EXPECT_EQ(own.item().flags(), 9U);
  EXPECT_EQ(own.item().cas(), 77U);
  EXPECT_EQ(own.value(), "and nine.");
}

TEST(Item, TellsAHoleFromAnItem) {
  std::vector<char> octets(Item::size_of(1, 0, 0), 'x');
  const Item hole(octets.data());
  hole.write_hole(123'456);
  EXPECT_TRUE(hole.is_hole());
  EXPECT_EQ(hole.hole_size(), 123'456U);
}

TEST(Item, NeedsLessRoomThanItIsAccountedFor) {
  // What passes the refusal must fit, whatever items are rounded to.
  constexpr std::size_t kRoundingMax = 16;
  for (const std::size_t value_size : {0U, 65'535U, 65'536U, 1'048'000U}) {
    for (const std::uint32_t flags : {0U, 1U}) {
      EXPECT_LE(Item::size_of(1, flags, value_size) + kRoundingMax,
                accounted_size(1, flags, value_size, false));
    }
  }
}

}  // namespace
}  // namespace mcspec::store
