#include "codec/base64.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace mcspec::codec::base64 {
namespace {

std::string encoded(Bytes octets) {
  std::string text(encoded_size(octets.size()), '\0');
  EXPECT_EQ(encode(octets, text), text.size());
  return text;
}

/// Decodes into a block of exactly the size that is asked for.
std::optional<std::string> decoded(Bytes text) {
  std::string octets(decoded_size_max(text.size()), '\0');
  const auto size = decode(text, octets);
  EXPECT_EQ(size, decoded_size(text)) << text;
  if (!size) return std::nullopt;
  octets.resize(*size);
  return octets;
}

TEST(Base64, EncodesTheExamplesOfItsStandard) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foob"), "Zm9vYg==");
  EXPECT_EQ(encoded("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
}

TEST(Base64, DecodesWhatItEncodes) {
  std::string octets;
  for (int size = 1; size < 300; ++size) {
    octets += static_cast<char>(size * 151);
    EXPECT_EQ(decoded(encoded(octets)), octets) << size;
  }
}

TEST(Base64, EncodesEveryOctetInEveryPlace) {
  for (int octet = 0; octet < 256; ++octet) {
    for (const std::size_t before : {0U, 1U, 2U}) {
      const std::string octets = std::string(before, 'x') + static_cast<char>(octet);
      EXPECT_EQ(decoded(encoded(octets)), octets);
    }
  }
}

TEST(Base64, SkipsEveryOctetOutsideOfTheAlphabet) {
  const Bytes alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  for (int octet = 0; octet < 256; ++octet) {
    if (alphabet.find(static_cast<char>(octet)) != Bytes::npos) continue;
    const std::string foreign(3, static_cast<char>(octet));
    std::string text = foreign;
    text.append("Zm").append(foreign).append("9v").append(foreign);
    EXPECT_EQ(decoded(text), "foo") << octet;
  }
}

TEST(Base64, ReadsNothingBehindTheFirstPadding) {
  EXPECT_EQ(decoded("AA=="), std::string(1, '\0'));
  EXPECT_EQ(decoded("AA==BBBB"), std::string(1, '\0'));
  EXPECT_EQ(decoded("Zm9vAA==BBBB"), std::string("foo\0", 4));
  EXPECT_EQ(decoded("AA==BBB"), std::nullopt) << "although its members are still counted";
}

TEST(Base64, TakesPaddingAnywhereInAQuartetForZeroBits) {
  EXPECT_EQ(decoded("A=AA"), std::string(2, '\0'));
  EXPECT_EQ(decoded("=AAA"), std::string(2, '\0'));
  EXPECT_EQ(decoded("==AA"), std::string(1, '\0'));
  EXPECT_EQ(decoded("=/=/"), std::string("\x03", 1));
}

TEST(Base64, RefusesThreePaddingsAndBrokenQuartets) {
  for (const Bytes text : {"", "-", "A", "AA", "AAA", "AAAAA", "A===", "====", "AAAA====", "Zm9"}) {
    EXPECT_EQ(decoded(text), std::nullopt) << text;
  }
}

TEST(Base64, NeverMakesMoreThanItSays) {
  for (std::size_t size = 0; size < 260; ++size) {
    const auto actual = decoded_size(std::string(size, 'A'));
    EXPECT_EQ(actual.has_value(), size % 4 == 0 && size != 0);
    EXPECT_LE(actual.value_or(0), decoded_size_max(size));
  }
}

}  // namespace
}  // namespace mcspec::codec::base64
