#include "codec/short_words.h"

#include <gtest/gtest.h>

#include <string>

#include "codec/tokens.h"

namespace mcspec::codec {
namespace {

ShortWords words_of(Bytes text) { return {text, mark(text).spaces}; }

TEST(ShortWords, ArePlainWhereOneSpaceStandsBetweenEachTwo) {
  for (const Bytes text : {"a b", "get key", "mg key v t f", "set k 0 0 5"}) {
    EXPECT_TRUE(words_of(text).is_plain()) << text;
  }
  for (const Bytes text : {"a b ", "a  b", "get ", "get  k", "mg key v  t", "mg key v "}) {
    EXPECT_FALSE(words_of(text).is_plain()) << text;
  }
}

TEST(ShortWords, AreThoseOfTokensBehindTheFirst) {
  for (std::size_t size = 3; size < kMarkedSize; ++size) {
    std::string text(size, 'x');
    for (std::size_t at = 1; at + 1 < size; at += 2 + at % 5) text[at] = ' ';
    ShortWords words = words_of(text);
    ASSERT_TRUE(words.is_plain());
    Tokens tokens(text);
    tokens.next();
    for (Bytes token = tokens.next(); !token.empty(); token = tokens.next()) {
      ASSERT_FALSE(words.empty()) << text;
      EXPECT_EQ(ShortWords(words).next_front(), token.front());
      EXPECT_EQ(words.next(), token);
      EXPECT_EQ(words.rest(), tokens.rest());
    }
    EXPECT_TRUE(words.empty()) << text;
  }
}

TEST(ShortWords, TakeNoNoticeOfWhatStandsBehindTheText) {
  ShortWords words(Bytes("a b  c", 3), mark("a b  c").spaces);
  EXPECT_TRUE(words.is_plain());
  EXPECT_EQ(words.next(), "b");
  EXPECT_TRUE(words.empty());
}

}  // namespace
}  // namespace mcspec::codec
