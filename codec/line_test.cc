#include "codec/line.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::codec {
namespace {

TEST(WithoutTerminator, TakesALineFeedAndOneCarriageReturn) {
  EXPECT_EQ(without_terminator("a\r\n"), "a");
  EXPECT_EQ(without_terminator("a\n"), "a");
  EXPECT_EQ(without_terminator("a\r\r\n"), "a\r");
  EXPECT_EQ(without_terminator("a"), "a");
  EXPECT_EQ(without_terminator(""), "");
}

TEST(Line, HasItsFirstWordAsVerb) {
  EXPECT_EQ(Line("get k").verb_size(), 3U);
  EXPECT_EQ(Line("quit").verb_size(), 4U);
  EXPECT_EQ(Line(" get").verb_size(), 0U);
  EXPECT_EQ(Line("").verb_size(), 0U);
}

TEST(Line, TakesAWordThatIsTooLongForNoVerb) {
  for (const std::size_t size : {63U, 64U, 65U, 200U}) {
    EXPECT_EQ(Line(std::string(size, 'v')).verb_size(), 63U) << size;
    EXPECT_EQ(Line(std::string(size, 'v') + " k").verb_size(), 63U) << size;
  }
}

TEST(Line, IsShortWhileAllOfItHasBeenLookedAt) {
  EXPECT_TRUE(Line(std::string(63, 'x')).is_short());
  EXPECT_FALSE(Line(std::string(64, 'x')).is_short());
}

TEST(Line, KnowsWhetherAWordFollows) {
  const Line line("get  k ");
  EXPECT_TRUE(line.has_word(3));
  EXPECT_TRUE(line.has_word(5));
  EXPECT_FALSE(line.has_word(6));
  EXPECT_FALSE(line.has_word(7));
  EXPECT_FALSE(Line("get").has_word(3));
  EXPECT_FALSE(Line("get   ").has_word(3));
}

}  // namespace
}  // namespace mcspec::codec
