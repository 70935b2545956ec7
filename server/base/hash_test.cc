#include "server/base/hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mcspec::base {
namespace {

TEST(Hash, IsTheSameForTheSameOctetsAndSeed) {
  EXPECT_EQ(hash("key", 7), hash(std::string("key"), 7));
  EXPECT_EQ(hash("", 7), hash(std::string_view(), 7));
}

TEST(Hash, DependsOnTheSeed) { EXPECT_NE(hash("key", 7), hash("key", 8)); }

TEST(Hash, DependsOnEveryOctetAtEverySize) {
  for (std::size_t size = 1; size <= 250; ++size) {
    std::string key(size, 'k');
    std::set<std::uint64_t> hashes = {hash(key, 1)};
    for (std::size_t at = 0; at < size; ++at) {
      key[at] = '\0';
      hashes.insert(hash(key, 1));
      key[at] = 'k';
    }
    ASSERT_EQ(hashes.size(), size + 1);
  }
}

TEST(Hash, SpreadsBothOfItsHalves) {
  std::set<std::uint64_t> low;
  std::set<std::uint64_t> high;
  for (int number = 0; number < 10'000; ++number) {
    const std::uint64_t bits = hash("key-" + std::to_string(number), 1);
    low.insert(bits & 0xffffffff);
    high.insert(bits >> 32);
  }
  EXPECT_GT(low.size(), 9'990U);
  EXPECT_GT(high.size(), 9'990U);
}

TEST(RandomSeed, IsAnotherEachTime) { EXPECT_NE(random_seed(), random_seed()); }

}  // namespace
}  // namespace mcspec::base
