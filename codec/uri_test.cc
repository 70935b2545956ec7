#include "codec/uri.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace mcspec::codec::uri {
namespace {

std::string encoded(Bytes octets) {
  std::string space(encoded_size_max(octets.size()), '\0');
  Writer out(space);
  encode(out, octets);
  EXPECT_TRUE(out.ok());
  return std::string(out.written());
}

std::optional<std::string> decoded(Bytes text) {
  const auto size = decoded_size(text);
  std::string out(text.size(), '\0');
  const auto written = decode(text, out);
  EXPECT_EQ(written, size) << text;
  if (!written) return std::nullopt;
  out.resize(*written);
  return out;
}

TEST(Uri, LeavesLettersDigitsAndFourMarksAlone) {
  const Bytes plain = "ABCXYZabcxyz0189-._~";
  EXPECT_EQ(encoded(plain), plain);
  EXPECT_EQ(decoded(plain), plain);
}

TEST(Uri, EncodesTheRest) {
  EXPECT_EQ(encoded("a%b"), "a%25b");
  EXPECT_EQ(encoded("c:d"), "c%3Ad");
  EXPECT_EQ(encoded(Bytes("\0\x7f\x80\xff +/", 7)), "%00%7F%80%FF%20%2B%2F");
  EXPECT_EQ(encoded(""), "");
}

TEST(Uri, BringsBackEveryOctet) {
  std::string all;
  for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);
  EXPECT_EQ(decoded(encoded(all)), all);
  EXPECT_EQ(encoded(all).size(), 66U + 190U * 3U);
}

TEST(Uri, DecodesNothingThatItDoesNotWrite) {
  for (const Bytes text : {" ", "a b", "a:b", "+", "%", "%2", "a%", "%2g", "%g0", "%3a", "%41",
                           "%7E", "%%", "\x80", "\r"}) {
    EXPECT_EQ(decoded(text), std::nullopt) << text;
  }
}

TEST(Uri, DecodesAllThatItWritesAndNothingElse) {
  for (int high = 0; high < 256; ++high) {
    for (int low = 0; low < 256; ++low) {
      const char text[3] = {'%', static_cast<char>(high), static_cast<char>(low)};
      const auto octets = decoded(Bytes(text, 3));
      if (!octets) continue;
      ASSERT_EQ(encoded(*octets), Bytes(text, 3));
    }
  }
}

}  // namespace
}  // namespace mcspec::codec::uri
