#include "server/engine/engine.h"

#include <gtest/gtest.h>

#include <string>

#include "server/engine/engine_testing.h"

namespace mcspec::engine {
namespace {

TEST_F(EngineTest, AdmitsItemsUpToTheLimit) {
  EXPECT_EQ(engine_.admit(1, 0, 1'048'516), Verdict::stored);
  EXPECT_EQ(engine_.admit(1, 0, 1'048'517), Verdict::too_large);
  EXPECT_EQ(engine_.admit(1, 1, 1'048'512), Verdict::stored);
  EXPECT_EQ(engine_.admit(1, 1, 1'048'513), Verdict::too_large);
  EXPECT_EQ(engine_.admit(1, 0, 0xffffffff), Verdict::too_large);
}

TEST_F(EngineTest, StoresTheLargestItemItAdmits) {
  const std::string value(1'048'516, 'v');
  set("k", value);
  EXPECT_EQ(value_of("k"), value);
}

TEST_F(EngineTest, CountsWhatItRefuses) {
  set("key", "value");
  engine_.refuse("key", false, clock_.now());
  EXPECT_EQ(value_of("key"), "value");
  engine_.refuse("key", true, clock_.now());
  EXPECT_EQ(value_of("key"), "(missing)");
  EXPECT_EQ(engine_.statistics().store_too_large, 2U);
  EXPECT_EQ(engine_.statistics().delete_hits, 0U);
}

TEST_F(EngineTest, CountsExpiredAndFlushedItemsWhoeverMeetsThem) {
  set("expired", "1", 0, 1);
  clock_.advance(1);
  (void)run(Arithmetic{.key = "expired"});
  set("flushed", "1");
  (void)run(Flush{});
  (void)run(Remove{.key = "flushed"});
  EXPECT_EQ(engine_.statistics().get_expired, 1U);
  EXPECT_EQ(engine_.statistics().get_flushed, 1U);
}

TEST(Engine, GivesNoCasUniquesWithoutCas) {
  store::Store store(store::Options{.memory_limit = 1 << 20, .use_cas = false});
  Engine engine(store);
  EXPECT_EQ(engine.execute(Store{.key = "k", .value = "1", .set_cas = 7}, 1'000).cas, 0U);
  EXPECT_EQ(engine.execute(Arithmetic{.key = "k"}, 1'000).cas, 0U);
  EXPECT_EQ(engine.execute(Store{.key = "k", .value = "1", .compare_cas = 0}, 1'000).verdict,
            Verdict::exists);
}

TEST(Engine, ComparesOnRequestOnlyWhatIsKept) {
  store::Store store(store::Options{.memory_limit = 1 << 20, .use_cas = false});
  Engine engine(store);
  const Store set{.key = "k", .value = "1", .compare_cas = 7, .compare_only_if_kept = true};
  EXPECT_EQ(engine.execute(set, 1'000).verdict, Verdict::stored);
  EXPECT_EQ(engine.execute(set, 1'000).verdict, Verdict::stored);
  const Store append{.key = "k", .value = "1", .mode = Store::Mode::append, .compare_cas = 7};
  EXPECT_EQ(engine.execute(append, 1'000).verdict, Verdict::stored);
}

}  // namespace
}  // namespace mcspec::engine
