#include "codec/line_search.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::codec {
namespace {

using Outcome = LineSearch::Outcome;

TEST(LineSearch, FindsALineWithItsLineFeed) {
  LineSearch search;
  const auto answer = search.find("abc\ndef\n", 100);
  EXPECT_EQ(answer.outcome, Outcome::found);
  EXPECT_EQ(answer.size, 4U);
}

TEST(LineSearch, HoldsTheBoundForTheLineHoweverItWasCut) {
  for (std::size_t cut = 0; cut < 9; ++cut) {
    LineSearch fits;
    EXPECT_EQ(fits.find(Bytes("12345678\n").substr(0, cut), 9).outcome, Outcome::not_yet);
    EXPECT_EQ(fits.find("12345678\n", 9).outcome, Outcome::found);
    LineSearch too_long;
    const auto early = too_long.find(Bytes("12345678\n").substr(0, cut), 8).outcome;
    EXPECT_EQ(early, cut < 8 ? Outcome::not_yet : Outcome::too_long);
    if (early == Outcome::not_yet) {
      EXPECT_EQ(too_long.find("12345678\n", 8).outcome, Outcome::too_long);
    }
  }
}

TEST(LineSearch, LooksAtNoOctetTwice) {
  LineSearch search;
  EXPECT_EQ(search.find("abcd", 100).outcome, Outcome::not_yet);
  // What has been looked at is another thing now, and nobody sees it.
  EXPECT_EQ(search.find("\n\n\n\nef\n", 100).size, 7U);
}

TEST(LineSearch, StartsAfreshBehindALine) {
  LineSearch search;
  EXPECT_EQ(search.find("ab", 100).outcome, Outcome::not_yet);
  EXPECT_EQ(search.find("ab\n", 100).size, 3U);
  EXPECT_EQ(search.find("\n", 100).size, 1U);
  EXPECT_EQ(search.find("", 100).outcome, Outcome::not_yet);
}

}  // namespace
}  // namespace mcspec::codec
