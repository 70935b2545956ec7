#include "server/store/index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <vector>

namespace mcspec::store {
namespace {

constexpr std::uint32_t kSlotsMax = 1 << 16;

class IndexTest : public testing::Test {
 protected:
  IndexTest() { index_.attach(slots_.data(), kSlotsMax); }

  bool has(std::uint32_t fingerprint, Position position) const {
    return index_.find(fingerprint, [position](Position candidate) {
      return candidate == position;
    }) != Index::kNone;
  }

  void erase(std::uint32_t fingerprint, Position position) {
    index_.erase(
        index_.find(fingerprint, [position](Position candidate) { return candidate == position; }));
  }

  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(kSlotsMax, 0);
  Index index_;
};

TEST_F(IndexTest, FindsNothingWhenEmpty) {
  EXPECT_FALSE(has(0, 1));
  EXPECT_FALSE(has(0xffffffff, 1));
  EXPECT_EQ(index_.memory(), 0U);
}

TEST_F(IndexTest, FindsWhatWasInserted) {
  const Index::Slot slot = index_.insert(5, 77);
  EXPECT_EQ(index_.at(slot), 77U);
  EXPECT_TRUE(has(5, 77));
  EXPECT_FALSE(has(5, 78));
  EXPECT_FALSE(has(6, 77));
  EXPECT_EQ(index_.count(), 1U);
}

TEST_F(IndexTest, KeepsPositionsOfOneFingerprintApart) {
  for (Position position = 1; position <= 100; ++position) (void)index_.insert(9, position);
  erase(9, 50);
  for (Position position = 1; position <= 100; ++position) {
    EXPECT_EQ(has(9, position), position != 50);
  }
}

TEST_F(IndexTest, HoldsTheLeastAndTheGreatestFingerprint) {
  for (Position position = 1; position <= 20; ++position) {
    ASSERT_NE(index_.insert(0, position), Index::kNone);
    ASSERT_NE(index_.insert(0xffffffff, position), Index::kNone);
  }
  for (Position position = 1; position <= 20; ++position) {
    EXPECT_TRUE(has(0, position));
    EXPECT_TRUE(has(0xffffffff, position));
  }
}

TEST_F(IndexTest, GrowsUntilARunAtTheEndFits) {
  for (Position position = 1; position <= 300; ++position) {
    ASSERT_NE(index_.insert(0xffffffff - position * 0x10000, position), Index::kNone);
  }
  for (Position position = 1; position <= 300; ++position) {
    EXPECT_TRUE(has(0xffffffff - position * 0x10000, position));
  }
}

TEST_F(IndexTest, FollowsAnItemThatMoves) {
  const Index::Slot slot = index_.insert(5, 77);
  index_.move(slot, 78);
  EXPECT_TRUE(has(5, 78));
  EXPECT_FALSE(has(5, 77));
}

TEST_F(IndexTest, AgreesWithASetWhateverIsDone) {
  std::mt19937 random(1);
  std::set<std::pair<std::uint32_t, Position>> model;
  std::vector<std::pair<std::uint32_t, Position>> entries;
  for (int step = 0; step < 100'000; ++step) {
    // Few fingerprints at the bottom, so that runs and equal ones come up.
    const bool is_low = random() % 4 == 0;
    const auto fingerprint = static_cast<std::uint32_t>(is_low ? random() % 256 : random());
    const auto position = static_cast<Position>(step + 1);
    if (random() % 5 < 3 || entries.empty()) {
      if (entries.size() > 5'000) continue;
      ASSERT_NE(index_.insert(fingerprint, position), Index::kNone);
      model.emplace(fingerprint, position);
      entries.emplace_back(fingerprint, position);
      continue;
    }
    std::swap(entries[random() % entries.size()], entries.back());
    const auto entry = entries.back();
    entries.pop_back();
    ASSERT_TRUE(has(entry.first, entry.second));
    erase(entry.first, entry.second);
    ASSERT_FALSE(has(entry.first, entry.second));
    model.erase(entry);
  }
  EXPECT_EQ(index_.count(), model.size());
  for (const auto& [fingerprint, position] : model) ASSERT_TRUE(has(fingerprint, position));
  std::size_t visited = 0;
  index_.for_each([&](Position) { ++visited; });
  EXPECT_EQ(visited, model.size());
}

TEST_F(IndexTest, TakesAboutTenOctetsAnEntry) {
  std::mt19937 random(2);
  for (Position position = 1; position <= 40'000; ++position) {
    (void)index_.insert(static_cast<std::uint32_t>(random()), position);
  }
  EXPECT_LT(index_.memory(), 40'000U * 11);
}

TEST_F(IndexTest, SaysSoWhenItCannotGrow) {
  std::vector<std::uint64_t> slots(512, 0);
  Index small;
  small.attach(slots.data(), 512);
  std::mt19937 random(3);
  std::map<Position, std::uint32_t> taken;
  for (Position position = 1; position <= 600; ++position) {
    const auto fingerprint = static_cast<std::uint32_t>(random());
    if (small.insert(fingerprint, position) != Index::kNone) taken[position] = fingerprint;
  }
  EXPECT_LE(taken.size(), 512U);
  EXPECT_GT(taken.size(), 400U);
  EXPECT_EQ(small.count(), taken.size());
  for (const auto& [position, fingerprint] : taken) {
    const auto is_it = [wanted = position](Position candidate) { return candidate == wanted; };
    EXPECT_NE(small.find(fingerprint, is_it), Index::kNone);
  }
}

}  // namespace
}  // namespace mcspec::store
