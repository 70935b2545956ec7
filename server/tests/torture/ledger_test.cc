#include "server/tests/torture/ledger.h"

#include <gtest/gtest.h>

namespace mcspec::tests::torture {
namespace {

constexpr std::uint64_t kFirst = Count::first(5);

TEST(Ledger, IsContentWhenEachNumberIsWonOnceInAnyOrderByAnyone) {
  Ledger one;
  Ledger other;
  other.create(kFirst);
  one.award(kFirst + 3);
  other.award(kFirst + 1);
  one.award(kFirst + 2);
  one.create(Count::first(6));
  one.merge(other);
  EXPECT_EQ(one.problem(), std::nullopt);
  EXPECT_EQ(one.award_count(), 3U);
}

TEST(Ledger, FindsANumberWonTwice) {
  Ledger ledger;
  ledger.create(kFirst);
  for (const int step : {1, 2, 2}) ledger.award(kFirst + static_cast<std::uint64_t>(step));
  EXPECT_NE(ledger.problem(), std::nullopt);
}

TEST(Ledger, FindsANumberWonByNobody) {
  Ledger ledger;
  ledger.create(kFirst);
  ledger.award(kFirst + 1);
  ledger.award(kFirst + 3);
  EXPECT_NE(ledger.problem(), std::nullopt);
}

TEST(Ledger, FindsOneWonTwiceInTheStead) {
  Ledger ledger;
  ledger.create(kFirst);
  for (const int step : {1, 1, 3}) ledger.award(kFirst + static_cast<std::uint64_t>(step));
  EXPECT_NE(ledger.problem(), std::nullopt);
}

TEST(Ledger, FindsACounterThatNobodyHasStored) {
  Ledger ledger;
  ledger.award(kFirst + 1);
  EXPECT_NE(ledger.problem(), std::nullopt);
}

}  // namespace
}  // namespace mcspec::tests::torture
