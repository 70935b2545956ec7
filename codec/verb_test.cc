#include "codec/verb.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace mcspec::codec {
namespace {

using std::string_view_literals::operator""sv;

TEST(PackVerb, TellsShortWordsApart) {
  const auto words = {""sv,    "a"sv,     "b"sv,     "ab"sv, "ba"sv,   "prepend"sv,  "prepenc"sv,
                      "get"sv, "get\0"sv, "\0get"sv, "\0"sv, "\0\0"sv, "\xff\x80"sv, "\x80\xff"sv};
  std::set<std::uint64_t> packed;
  for (const Bytes word : words) packed.insert(pack_verb(word));
  EXPECT_EQ(packed.size(), words.size());
}

TEST(PackVerb, TakesWordsThatAreTooLongForNoWordAtAll) {
  EXPECT_NE(pack_verb("version"), 0U);
  EXPECT_EQ(pack_verb("versions"), 0U);
  EXPECT_NE(pack_verb("\0"sv), 0U);
}

TEST(PackPrefix, IsThePackedFirstWordWhateverFollows) {
  for (std::size_t size = 0; size <= 9; ++size) {
    const std::string word(size, 'w');
    for (const Bytes behind : {"", " ", " 12345678", "\xff\xff\xff\xff\xff\xff\xff\xff"}) {
      const std::string text = word + std::string(behind);
      EXPECT_EQ(pack_prefix(text, size), pack_verb(word)) << text;
    }
  }
}

}  // namespace
}  // namespace mcspec::codec
