#include "codec/meta/command.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace mcspec::codec::meta {
namespace {

TEST(MetaCommand, IsTwoLettersThenASpaceOrNothing) {
  Verb verb{};
  for (int octet = 0; octet < 256; ++octet) {
    const std::string word = std::string("m") + static_cast<char>(octet);
    const bool is_verb =
        octet != 0 && Bytes("gsdaen").find(static_cast<char>(octet)) != Bytes::npos;
    EXPECT_EQ(is_command(word, verb), is_verb) << octet;
    EXPECT_EQ(is_command(word + " k", verb), is_verb) << octet;
    EXPECT_FALSE(is_command(word + "x", verb)) << octet;
  }
  EXPECT_FALSE(is_command("", verb));
  EXPECT_FALSE(is_command("m", verb));
  EXPECT_FALSE(is_command("n", verb));
}

TEST(MetaCommand, NamesTheVerbItFound) {
  const auto verb_of = [](Bytes line) {
    Verb verb{};
    EXPECT_TRUE(is_command(line, verb));
    return verb;
  };
  EXPECT_EQ(verb_of("mg k"), Verb::mg);
  EXPECT_EQ(verb_of("ms k 1"), Verb::ms);
  EXPECT_EQ(verb_of("md k"), Verb::md);
  EXPECT_EQ(verb_of("ma k"), Verb::ma);
  EXPECT_EQ(verb_of("me k"), Verb::me);
  EXPECT_EQ(verb_of("mn"), Verb::mn);
}

TEST(MetaCommand, AnnouncesTheBlockOfARefusedSetOnceItsSizeIsKnown) {
  Command command;
  const Decoded refused = decode_command(Verb::ms, Line("ms k 7 v v"), Limits{}, command);
  EXPECT_EQ(refused.fault, Fault::duplicate_flag);
  EXPECT_TRUE(refused.with_block);
  EXPECT_EQ(refused.block_size, 7U);
  EXPECT_FALSE(decode_command(Verb::ms, Line("ms k x v v"), Limits{}, command).with_block);
  EXPECT_FALSE(decode_command(Verb::mg, Line("mg k v v"), Limits{}, command).with_block);
}

TEST(MetaCommand, PointsIntoTheLine) {
  const std::string line = "ms key 5 Oxy";
  Command command;
  ASSERT_EQ(decode_command(Verb::ms, Line(line), Limits{}, command).fault, Fault::none);
  EXPECT_EQ(std::get<Set>(command).key.data(), line.data() + 3);
  EXPECT_EQ(std::get<Set>(command).flags.token('O').data(), line.data() + 10);
}

TEST(MetaCommand, IsCheapToCopy) {
  static_assert(std::is_trivially_copyable_v<Command>);
  static_assert(std::is_trivially_destructible_v<Command>);
}

}  // namespace
}  // namespace mcspec::codec::meta
