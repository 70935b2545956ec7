#include "codec/tokens.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mcspec::codec {
namespace {

std::vector<Bytes> walk(Bytes text) {
  std::vector<Bytes> words;
  Tokens tokens(text);
  for (Bytes word = tokens.next(); !word.empty(); word = tokens.next()) words.push_back(word);
  return words;
}

TEST(Tokens, TakesARunOfSpacesForOneSeparator) {
  const std::vector<Bytes> expected = {"a", "bc", "d"};
  EXPECT_EQ(walk("a bc d"), expected);
  EXPECT_EQ(walk("  a   bc d  "), expected);
}

TEST(Tokens, TakesEveryOtherOctetForPartOfAWord) {
  for (int octet = 0; octet < 256; ++octet) {
    if (octet == ' ') continue;
    const std::string text = std::string("a") + static_cast<char>(octet) + "b c";
    EXPECT_EQ(walk(text).size(), 2U) << "octet " << octet;
  }
}

TEST(Tokens, StaysAtTheEnd) {
  Tokens tokens("a");
  tokens.next();
  EXPECT_TRUE(tokens.next().empty());
  EXPECT_TRUE(tokens.next().empty());
  EXPECT_TRUE(tokens.rest().empty());
}

TEST(Tokens, HasTheUnwalkedAsRest) {
  Tokens tokens(" a  b c ");
  tokens.next();
  EXPECT_EQ(tokens.rest(), " b c ");
  tokens.next();
  EXPECT_EQ(tokens.rest(), "c ");
}

TEST(Tokens, PointsIntoTheText) {
  const Bytes text = "ab cd";
  Tokens tokens(text);
  EXPECT_EQ(tokens.next().data(), text.data());
  EXPECT_EQ(tokens.next().data(), text.data() + 3);
}

TEST(Tokens, AreTheSameAcrossPiecesOf64Octets) {
  // Words and spaces of every size around the seams, against a walk that looks at each octet.
  for (std::size_t first = 0; first <= 140; ++first) {
    for (const std::size_t spaces : {1U, 2U, 63U, 64U, 65U}) {
      const std::string text = std::string(first, 'a') + std::string(spaces, ' ') + "b";
      const std::vector<Bytes> words = walk(text);
      ASSERT_EQ(words.size(), first == 0 ? 1U : 2U) << first << ' ' << spaces;
      EXPECT_EQ(words.front().size(), first == 0 ? 1U : first);
      EXPECT_EQ(words.back(), "b");
    }
  }
}

TEST(Tokens, StartWhereTheyAreTold) {
  const std::string text = "get key " + std::string(80, 'x') + " y";
  Tokens tokens(text, mark(text).spaces, 3);
  EXPECT_EQ(tokens.next(), "key");
  EXPECT_EQ(tokens.next().size(), 80U);
  EXPECT_EQ(tokens.next(), "y");
  EXPECT_EQ(tokens.next(), "");
}

TEST(LastToken, IsTheLastWordThatAWalkFinds) {
  for (const Bytes text : {"", " ", "   ", "a", "a ", " a", "a b", "a  bcd  ", "\t \n", " a\r "}) {
    const std::vector<Bytes> words = walk(text);
    EXPECT_EQ(last_token(text), words.empty() ? Bytes() : words.back()) << "'" << text << "'";
  }
}

}  // namespace
}  // namespace mcspec::codec
