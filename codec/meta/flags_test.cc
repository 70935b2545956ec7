#include "codec/meta/flags.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::codec::meta {
namespace {

Flags decoded(Bytes text) {
  Flags flags;
  Tokens tokens(text);
  EXPECT_EQ(decode_flags(tokens, 2, "Zm9v", {.meta_token_count_max = 64}, flags), Fault::none)
      << text;
  return flags;
}

TEST(Flags, AreWalkedInTheOrderSent) {
  std::string seen;
  for (const Flag flag : decoded("  v t30x  Oabc k ")) {
    seen += std::string(1, flag.code) + "(" + std::string(flag.token) + ")";
  }
  EXPECT_EQ(seen, "v()t(30x)O(abc)k()");
}

TEST(Flags, KeepTheTextThatWasSent) {
  EXPECT_EQ(decoded("  v t30x  Oabc k ").text(), "  v t30x  Oabc k ");
  EXPECT_EQ(Flags().text(), "");
}

TEST(Flags, MayBeNone) {
  for (const Bytes text : {"", " ", "   "}) {
    const Flags flags = decoded(text);
    EXPECT_TRUE(flags.begin() == flags.end()) << "'" << text << "'";
  }
  const Flags never_decoded;
  EXPECT_TRUE(never_decoded.begin() == never_decoded.end());
  EXPECT_FALSE(never_decoded.has('v'));
}

TEST(Flags, KnowWhichLettersWereSentAndNoOthers) {
  const std::string letters = "bcfhklqstuvxCDEFIJLMNOPRT";
  std::string text;
  for (const char letter : letters) {
    const bool with_number = std::string("CDEFJNRT").find(letter) != std::string::npos;
    text += std::string(" ") + letter + (with_number ? "1" : "");
    const Flags flags = decoded(text);
    for (int octet = 0; octet < 256; ++octet) {
      const char code = static_cast<char>(octet);
      const std::string sent = letters.substr(0, letters.find(letter) + 1);
      EXPECT_EQ(flags.has(code), sent.find(code) != std::string::npos) << text << ' ' << octet;
    }
  }
}

TEST(Flags, GiveTheTokenOfALetter) {
  const Flags flags = decoded("v T-5 Oxy");
  EXPECT_EQ(flags.token('T'), "-5");
  EXPECT_EQ(flags.token('O'), "xy");
  EXPECT_EQ(flags.token('v'), "");
  EXPECT_EQ(flags.token('k'), "");
  EXPECT_EQ(flags.token('\xff'), "");
}

TEST(Flags, AreLeftAloneByARefusal) {
  Flags flags = decoded("v");
  Tokens tokens("k k");
  EXPECT_EQ(decode_flags(tokens, 2, "key", Limits{}, flags), Fault::duplicate_flag);
  EXPECT_TRUE(flags.has('v'));
  EXPECT_FALSE(flags.has('k'));
}

TEST(Flags, StartWithADigitOrWithOneOfFiftyEightOctets) {
  for (int octet = 0; octet < 256; ++octet) {
    const bool may_start = (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'z');
    EXPECT_EQ(can_be_flag(static_cast<char>(octet)), may_start) << octet;
  }
}

TEST(Flags, AreRefusedForTheFirstOfTheirFaults) {
  const auto fault_of = [](Bytes text, Bytes key) {
    Flags flags;
    Tokens tokens(text);
    return decode_flags(tokens, 19, key, {.key_size_max = 3}, flags);
  };
  EXPECT_EQ(fault_of("T k k ~", "long"), Fault::bad_line_format);
  EXPECT_EQ(fault_of("T k k", "long"), Fault::key_too_long);
  EXPECT_EQ(fault_of("T k k", "key"), Fault::too_many_flags);
  EXPECT_EQ(fault_of("Tx", "key"), Fault::bad_flag_token);
}

}  // namespace
}  // namespace mcspec::codec::meta
