#include "fuzz/input_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace mcspec::fuzz {
namespace {

TEST(InputPlan, SendsAnInputAsItIs) {
  const std::string input = "get k\r\n";
  const InputPlan plan(input);
  EXPECT_EQ(plan.wire(), input);
  EXPECT_EQ(plan.setup().negotiation, codec::Negotiation::by_first_octet);
  EXPECT_EQ(plan.setup().limits.key_size_max, codec::Limits{}.key_size_max);
  EXPECT_FALSE(plan.setup().skip_data);
}

TEST(InputPlan, TakesALastOctetFrom0xf0OnForChoices) {
  const InputPlan plain("get k\r\n\xef");
  EXPECT_EQ(plain.wire(), "get k\r\n\xef");
  const InputPlan chosen("get k\r\n\xf7");
  EXPECT_EQ(chosen.wire(), "get k\r\n");
  EXPECT_LT(chosen.setup().limits.key_size_max, codec::Limits{}.key_size_max);
  EXPECT_TRUE(chosen.setup().skip_data);
  EXPECT_EQ(chosen.setup().negotiation, codec::Negotiation::text);
  EXPECT_EQ(InputPlan("\xf8").setup().negotiation, codec::Negotiation::binary);
}

TEST(InputPlan, CutsInAscendingOrderAndNeverAtAnEnd) {
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string input(size, static_cast<char>('a' + size % 26));
    const InputPlan plan(input);
    EXPECT_EQ(plan.cuts().empty(), size < 2);
    EXPECT_LE(plan.cuts().size(), 8U);
    for (const std::size_t cut : plan.cuts()) {
      EXPECT_GT(cut, 0U);
      EXPECT_LT(cut, size);
    }
    EXPECT_TRUE(std::is_sorted(plan.cuts().begin(), plan.cuts().end()));
    EXPECT_EQ(std::set<std::size_t>(plan.cuts().begin(), plan.cuts().end()).size(),
              plan.cuts().size());
  }
}

TEST(InputPlan, ReachesEveryPlaceToCut) {
  std::set<std::size_t> reached;
  for (int round = 0; round < 1000; ++round) {
    const std::string input = "set k 0 0 5\r\nhello\r\n" + std::to_string(round);
    const InputPlan plan(input);
    for (const std::size_t cut : plan.cuts()) reached.insert(cut);
  }
  for (std::size_t cut = 1; cut < 20; ++cut) EXPECT_TRUE(reached.contains(cut)) << cut;
}

TEST(InputPlan, CutsTheSameInputTheSameWay) {
  const std::string input(100, 'x');
  const std::string copy(100, 'x');
  const InputPlan first(input);
  const InputPlan second(copy);
  EXPECT_TRUE(std::equal(first.cuts().begin(), first.cuts().end(), second.cuts().begin(),
                         second.cuts().end()));
}

}  // namespace
}  // namespace mcspec::fuzz
