#include "codec/verb.h"

#include <gtest/gtest.h>

#include <set>

namespace mcspec::codec {
namespace {

TEST(PackVerb, TellsWordsOfUpToEightOctetsApart) {
  std::set<std::uint64_t> packed;
  const auto words = {"", "g", "ge", "get", "gets", "teg", "Get", "get ", "prepend", "prependx"};
  for (const Bytes word : words) packed.insert(pack_verb(word));
  EXPECT_EQ(packed.size(), words.size());
}

TEST(PackVerb, TakesALongerWordForNone) {
  EXPECT_EQ(pack_verb("prependxy"), 0U);
  EXPECT_NE(pack_verb("prependx"), 0U);
}

TEST(PackVerb, ReadsOctetsAboveAsciiAsUnsigned) { EXPECT_EQ(pack_verb("\xff\x80"), 0xff80U); }

}  // namespace
}  // namespace mcspec::codec
