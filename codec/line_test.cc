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

}  // namespace
}  // namespace mcspec::codec
