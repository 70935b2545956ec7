#include "server/admin/memory.h"

#include "server/admin/admin_testing.h"
#include "server/store/item_size.h"

namespace mcspec::admin {
namespace {

class MemoryTest : public AdminTest {
 protected:
  std::string item_value(std::string_view name) {
    return value_in(list_items(engine_, kStart, now_), "items:1:" + std::string(name));
  }
  std::uint64_t slab_value(std::string_view name) {
    return std::stoull(value_in(list_slabs(engine_), name));
  }

  /// Stores until something is evicted.
  void fill() {
    for (int number = 0; store_.statistics().evictions == 0; ++number) {
      set("key-" + std::to_string(number), std::string(200, 'v'), 100);
    }
  }
};

TEST_F(MemoryTest, HasNoItemsToTellOfWhileThereAreNone) {
  EXPECT_TRUE(list_items(engine_, kStart, now_).empty());
}

TEST_F(MemoryTest, TellsOfAllItemsAsOneClass) {
  set("a", "1");
  set("b", "22");
  EXPECT_TRUE(get("a"));
  EXPECT_EQ(list_items(engine_, kStart, now_).size(), 28U);
  EXPECT_EQ(item_value("number"), "2");
  EXPECT_EQ(item_value("number_cold"), "2");
  EXPECT_EQ(item_value("mem_requested"), std::to_string(store_.statistics().bytes));
  EXPECT_EQ(item_value("hits_to_cold"), "1");
  EXPECT_EQ(item_value("age"), "10");
}

TEST_F(MemoryTest, TellsWhatWasEvictedAndHowOldWhatIsLeftCanBe) {
  fill();
  EXPECT_NE(item_value("evicted"), "0");
  EXPECT_EQ(item_value("evicted_nonzero"), item_value("evicted"));
  EXPECT_EQ(item_value("evicted_unfetched"), item_value("evicted"));
  EXPECT_EQ(item_value("evicted_time"), "0");
  now_ += 40;
  set("late", std::string(20'000, 'v'));
  EXPECT_EQ(item_value("evicted_time"), "40");
}

TEST_F(MemoryTest, IsMadeOfPagesAndChunks) {
  set("a", std::string(1000, 'v'));
  EXPECT_EQ(list_slabs(engine_).size(), 17U);
  EXPECT_EQ(slab_value("1:used_chunks") * slab_value("1:chunk_size"), store_.statistics().bytes);
  EXPECT_EQ(slab_value("1:total_pages"), 1U);
  EXPECT_EQ(slab_value("1:total_chunks"), slab_value("1:chunks_per_page"));
  EXPECT_EQ(slab_value("1:free_chunks"),
            slab_value("1:total_chunks") - slab_value("1:used_chunks"));
  EXPECT_EQ(slab_value("total_malloced"),
            slab_value("1:total_chunks") * slab_value("1:chunk_size"));
  EXPECT_EQ(slab_value("1:cmd_set"), 1U);
  EXPECT_EQ(slab_value("active_slabs"), 1U);
  fill();
  EXPECT_EQ(slab_value("total_malloced"), std::uint64_t{1} << 20);
}

TEST_F(MemoryTest, CountsItemsBySizeInStepsOf32Octets) {
  EXPECT_TRUE(list_sizes(store_).empty());
  const std::uint64_t overhead = store_.accounted_size(1, 0, 0);
  set("a", std::string(96 - overhead, 'v'));
  set("b", std::string(97 - overhead, 'v'));
  set("c", std::string(128 - overhead, 'v'));
  EXPECT_EQ(list_sizes(store_), (base::StatisticList{{"96", "1"}, {"128", "2"}}));
}

TEST_F(MemoryTest, ListsItemsUpToANumberAndOverAll) {
  for (int number = 0; number < 20; ++number) set("key-" + std::to_string(number), "12", 100);
  EXPECT_EQ(list_cached(store_, 7).size(), 7U);
  EXPECT_EQ(list_cached(store_, 0).size(), 20U);
  EXPECT_EQ(list_cached(store_, 100).size(), 20U);
  EXPECT_EQ(list_cached(store_, 1)[0].value_size, 2U);
  EXPECT_EQ(list_cached(store_, 1)[0].deadline, now_ + 100);
}

TEST_F(MemoryTest, ListsNoEncodedKeys) {
  (void)engine_.execute(engine::Store{.key = "key", .value = "v", .encoded_key = true}, now_);
  EXPECT_TRUE(list_cached(store_, 0).empty());
}

}  // namespace
}  // namespace mcspec::admin
