#include "server/dialect/statistics.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::dialect {
namespace {

codec::Request line(std::string_view arguments) {
  return codec::classic::Command{
      codec::classic::Admin{.verb = codec::classic::Admin::Verb::stats, .arguments = arguments}};
}

codec::Request packet(std::string_view key) {
  codec::binary::Packet packet{};
  packet.info = codec::binary::opcode_info(0x10);
  packet.header.opcode = 0x10;
  packet.key = key;
  return packet;
}

/// What comes behind the 24 octets of a packet's header.
std::string body_of(std::string_view packets) { return std::string(packets.substr(24)); }

const std::vector<engine::PrefixStatistics> kPrefixes = {
    {.prefix = "", .sets = 1}, {.prefix = "a", .gets = 3, .hits = 2, .deletes = 4}};

TEST(StatisticsReply, KnowsWhereTheQuestionCameFrom) {
  EXPECT_FALSE(is_binary(line(" items")));
  EXPECT_TRUE(is_binary(packet("items")));
  EXPECT_EQ(statistics_question(line(" items")), " items");
  EXPECT_EQ(statistics_question(packet("items")), "items");
}

TEST(StatisticsReply, IsALineForEachStatistic) {
  base::Output output;
  reply_statistics(line(""), base::StatisticList{{"a", "1"}, {"b", "x y"}}, output);
  EXPECT_EQ(output.pending(), "STAT a 1\r\nSTAT b x y\r\nEND\r\n");
}

TEST(StatisticsReply, IsALineForEachPrefix) {
  base::Output output;
  reply_prefixes(line(" detail dump"), kPrefixes, output);
  EXPECT_EQ(output.pending(),
            "PREFIX  get 0 hit 0 set 1 del 0\r\nPREFIX a get 3 hit 2 set 0 del 4\r\nEND\r\n");
}

TEST(StatisticsReply, IsOnePacketForAllPrefixesAndAnEmptyOne) {
  base::Output text;
  reply_prefixes(line(" detail dump"), kPrefixes, text);
  base::Output output;
  reply_prefixes(packet("detail dump"), kPrefixes, output);
  const std::string expected = "detailed" + std::string(text.pending());
  EXPECT_EQ(body_of(output.pending()).substr(0, expected.size()), expected);
  EXPECT_EQ(output.pending().size(), 24 + expected.size() + 24);
}

TEST(StatisticsReply, IsALineForEachItem) {
  base::Output output;
  const store::ItemSummary items[] = {{.key = "k", .value_size = 5},
                                      {.key = "l", .value_size = 0, .deadline = 1'700'000'000}};
  reply_items(items, output);
  EXPECT_EQ(output.pending(), "ITEM k [5 b; 0 s]\r\nITEM l [0 b; 1700000000 s]\r\nEND\r\n");
}

TEST(StatisticsReply, IsOneWordOrAnEmptyPacketWhenThereIsNothingToTell) {
  base::Output output;
  reply_statistics_reset(line(" reset"), output);
  reply_statistics_done(line(" detail on"), output);
  EXPECT_EQ(output.pending(), "RESET\r\nOK\r\n");
  base::Output packets;
  reply_statistics_reset(packet("reset"), packets);
  reply_statistics_done(packet("detail on"), packets);
  EXPECT_EQ(packets.pending().size(), 48U);
}

TEST(StatisticsReply, RefusesInWordsOrAsNotFound) {
  base::Output output;
  refuse_statistics(line(" foo"), "ERROR", output);
  EXPECT_EQ(output.pending(), "ERROR\r\n");
  base::Output packets;
  refuse_statistics(packet("foo"), "ERROR", packets);
  EXPECT_EQ(packets.pending().substr(6, 2), std::string_view("\0\1", 2));
  EXPECT_EQ(body_of(packets.pending()), "Not found");
}

}  // namespace
}  // namespace mcspec::dialect
