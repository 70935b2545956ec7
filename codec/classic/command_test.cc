#include "codec/classic/command.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <type_traits>

namespace mcspec::codec::classic {
namespace {

TEST(ClassicCommand, PointsIntoTheLine) {
  const std::string line = "set key 1 2 3 noreply";
  Command command;
  ASSERT_EQ(decode_command(Line(line), Limits{}, command).fault, Fault::none);
  EXPECT_EQ(std::get<Store>(command).key.data(), line.data() + 4);
}

TEST(ClassicCommand, AnnouncesABlockForStorageAlone) {
  Command command;
  const Decoded stored = decode_command(Line("set k 0 0 7"), Limits{}, command);
  EXPECT_TRUE(stored.with_block);
  EXPECT_EQ(stored.block_size, 7U);
  for (const Bytes line : {"get k", "gat 0 k", "delete k", "incr k 1", "touch k 0", "flush_all",
                           "version", "stats", "quit", "foo"}) {
    EXPECT_FALSE(decode_command(Line(line), Limits{}, command).with_block) << line;
  }
}

TEST(ClassicCommand, KnowsTheBlockOfARefusedLineToo) {
  Command command;
  const Decoded refused = decode_command(Line("set k flags 0 7 noreply"), Limits{}, command);
  EXPECT_EQ(refused.fault, Fault::bad_line_format);
  EXPECT_TRUE(refused.noreply);
  EXPECT_TRUE(refused.with_block);
  EXPECT_EQ(refused.block_size, 7U);
}

TEST(ClassicCommand, NeverWantsItsTerminator) {
  Command command;
  EXPECT_EQ(decode_command(Line(""), Limits{}, command).fault, Fault::unknown_command);
  EXPECT_EQ(decode_command(Line("get k\n"), Limits{}, command).fault, Fault::none);
  EXPECT_EQ(std::get<Retrieve>(command).keys.text(), " k\n");
}

TEST(ClassicCommand, WalksItsKeysAsOftenAsItIsAsked) {
  Command command;
  ASSERT_EQ(decode_command(Line("get  a b "), Limits{}, command).fault, Fault::none);
  const Keys& keys = std::get<Retrieve>(command).keys;
  for (int round = 0; round < 2; ++round) {
    Tokens walk = keys.walk();
    EXPECT_EQ(walk.next(), "a");
    EXPECT_EQ(walk.next(), "b");
    EXPECT_EQ(walk.next(), "");
  }
}

TEST(ClassicCommand, SaysWhenItsLineDoesNotFit) {
  const Command command = Store{.key = "k", .size = 5};
  constexpr std::size_t kSize = Bytes("set k 0 0 5\r\n").size();
  std::array<char, kSize> space;
  Writer enough(space);
  encode(enough, command);
  EXPECT_TRUE(enough.ok());
  EXPECT_EQ(enough.written(), "set k 0 0 5\r\n");
  Writer too_little{std::span(space).first(kSize - 1)};
  encode(too_little, command);
  EXPECT_FALSE(too_little.ok());
}

TEST(ClassicCommand, IsCheapToCopy) {
  static_assert(std::is_trivially_copyable_v<Command>);
  static_assert(std::is_trivially_destructible_v<Command>);
}

}  // namespace
}  // namespace mcspec::codec::classic
