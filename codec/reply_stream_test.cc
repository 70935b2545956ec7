#include "codec/reply_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>

#include "codec/binary/opcode.h"
#include "codec/testing/describe.h"

namespace mcspec::codec {
namespace {

/// A response to get, with extras and a value of `x` as long as asked for.
std::string response(std::uint32_t value_size) {
  std::array<char, binary::kHeaderSize + 4> space;
  Writer out(space);
  const std::string value(value_size, 'x');
  binary::encode_head(out, {.extras = Bytes("\0\0\0\5", 4), .value = value});
  return std::string(out.written()) + value;
}

TEST(ReplyStream, AnswersInTwoRegisters) {
  static_assert(sizeof(ReplyStep) <= 2 * sizeof(std::uint64_t));
  static_assert(std::is_trivially_copyable_v<ReplyStep>);
}

TEST(ReplyStream, OwnsNothing) {
  static_assert(std::is_trivially_copyable_v<ReplyStream>);
  static_assert(std::is_trivially_destructible_v<ReplyStream>);
  EXPECT_LE(sizeof(ReplyStream), 256U) << "there is one for each connection";
}

TEST(ReplyStream, NeedsMoreOfNothing) {
  for (const ReplyDialect dialect : {ReplyDialect::text, ReplyDialect::binary}) {
    ReplyStream stream({}, dialect);
    const ReplyStep step = stream.next({});
    EXPECT_EQ(step.event, ReplyEvent::need_more);
    EXPECT_EQ(step.consumed, 0U);
    EXPECT_EQ(stream.fault(), Fault::none);
  }
}

TEST(ReplyStream, PointsIntoTheInputOfTheCallThatFoundTheReply) {
  const std::string first = "VALUE key 0";
  const std::string second = "VALUE key 0 3\r\n";
  ReplyStream stream;
  EXPECT_EQ(stream.next(first).event, ReplyEvent::need_more);
  ASSERT_EQ(stream.next(second).event, ReplyEvent::reply);
  const auto& reply = std::get<classic::Reply>(stream.reply());
  EXPECT_EQ(std::get<classic::ValueHead>(reply).key.data(), second.data() + 6);
}

TEST(ReplyStream, TouchesNoOctetsTwiceInSearchOfTheEndOfALine) {
  std::string line = "STAT k " + std::string(Limits{}.line_size_max - 9, 'x') + "\r\n";
  const std::string original = line;
  ReplyStream stream;
  // A stream that went back to what it has scanned would find a line here.
  for (std::size_t size = 1; size < line.size(); ++size) {
    const ReplyStep step = stream.next(Bytes(line).substr(0, size));
    ASSERT_EQ(step.event, ReplyEvent::need_more) << size;
    ASSERT_EQ(step.consumed, 0U) << size;
    line[size - 1] = '\n';
  }
  std::copy(original.begin(), original.end(), line.begin());
  const ReplyStep step = stream.next(line);
  EXPECT_EQ(step.event, ReplyEvent::reply);
  EXPECT_EQ(step.consumed, line.size());
}

TEST(ReplyStream, ScansTheLineBehindALongOneAfresh) {
  ReplyStream stream;
  EXPECT_EQ(stream.next("STAT name val").event, ReplyEvent::need_more);
  EXPECT_EQ(stream.next("STAT name value\r\nOK\r\n").event, ReplyEvent::reply);
  EXPECT_EQ(stream.next("OK\r\n").event, ReplyEvent::reply);
}

TEST(ReplyStream, HandsOutEachOctetOfABlockOnce) {
  constexpr std::size_t kSize = 100'000;
  const std::string block(kSize, 'x');
  ReplyStream stream;
  ASSERT_EQ(stream.next("VA 100000\r\n").event, ReplyEvent::reply);
  std::size_t seen = 0;
  for (std::size_t piece = 1; seen < kSize; ++piece) {
    const ReplyStep step = stream.next(Bytes(block).substr(seen, piece));
    ASSERT_EQ(step.event, ReplyEvent::data);
    ASSERT_EQ(step.consumed, std::min(piece, kSize - seen));
    seen += step.consumed;
  }
  EXPECT_EQ(stream.next("\r").event, ReplyEvent::need_more);
  const ReplyStep end = stream.next("\r\nEN\r\n");
  EXPECT_EQ(end.event, ReplyEvent::last_data);
  EXPECT_TRUE(end.terminated);
  EXPECT_EQ(end.consumed, 2U);
}

TEST(ReplyStream, EndsABinaryValueWithItsOctetsAndHasNoneWithout) {
  ReplyStream stream({}, ReplyDialect::binary);
  const std::string wire = response(2);
  const ReplyStep head = stream.next(wire);
  ASSERT_EQ(head.event, ReplyEvent::reply);
  EXPECT_EQ(block_size(stream.reply()), 2U);
  EXPECT_EQ(stream.next({}).event, ReplyEvent::need_more);
  const Bytes value = Bytes(wire).substr(head.consumed);
  ASSERT_EQ(stream.next(value.substr(0, 1)).event, ReplyEvent::data);
  const ReplyStep end = stream.next(value.substr(1));
  EXPECT_EQ(end.event, ReplyEvent::last_data);
  EXPECT_TRUE(end.terminated);
  EXPECT_EQ(end.octets(value.substr(1)).size(), 1U);
  EXPECT_EQ(end.consumed, 1U);

  ASSERT_EQ(stream.next(response(0)).event, ReplyEvent::reply);
  EXPECT_FALSE(block_size(stream.reply()));
  EXPECT_EQ(stream.next({}).event, ReplyEvent::need_more);
  EXPECT_EQ(stream.next(response(0)).event, ReplyEvent::reply);
}

TEST(ReplyStream, EndsAtABlockWithoutItsTerminator) {
  ReplyStream stream;
  ASSERT_EQ(stream.next("VALUE k 0 0\r\n").event, ReplyEvent::reply);
  const ReplyStep end = stream.next("x\r\n");
  EXPECT_EQ(end.event, ReplyEvent::last_data);
  EXPECT_FALSE(end.terminated);
  EXPECT_EQ(stream.fault(), Fault::bad_reply);
  EXPECT_EQ(stream.next("OK\r\n").event, ReplyEvent::need_more);
  EXPECT_EQ(stream.fault(), Fault::bad_reply);
}

TEST(ReplyStream, FindsNothingBehindARejection) {
  ReplyStream text;
  ASSERT_EQ(text.next("what?\r\nOK\r\n").event, ReplyEvent::rejected);
  EXPECT_EQ(text.fault(), Fault::unknown_reply);
  const ReplyStep after = text.next("OK\r\n");
  EXPECT_EQ(after.event, ReplyEvent::need_more);
  EXPECT_EQ(after.consumed, 0U);

  ReplyStream binary({}, ReplyDialect::binary);
  ASSERT_EQ(binary.next(std::string(binary::kHeaderSize, 'x')).event, ReplyEvent::rejected);
  EXPECT_EQ(binary.fault(), Fault::bad_magic);
  EXPECT_EQ(binary.next(response(0)).event, ReplyEvent::need_more);
}

TEST(ReplyStream, DoesNotGuessTheDialect) {
  ReplyStream text;
  EXPECT_EQ(text.next(response(0)).event, ReplyEvent::need_more) << "there is no line end in it";
  EXPECT_EQ(text.next(response(0) + "\r\n").event, ReplyEvent::rejected);
}

TEST(ReplyStream, KeepsTheLimitsItWasGiven) {
  const ReplyStream stream(Limits{.key_size_max = 7});
  EXPECT_EQ(stream.limits().key_size_max, 7);
}

TEST(Reply, SaysHowLongItsBlockIs) {
  const auto size_of = [](Bytes line) {
    Reply reply;
    EXPECT_EQ(decode_reply_line(line, Limits{}, reply), Fault::none);
    return block_size(reply);
  };
  EXPECT_EQ(size_of("VALUE k 0 3"), 3U);
  EXPECT_EQ(size_of("VALUE k 0 0"), 0U);
  EXPECT_EQ(size_of("VA 5"), 5U);
  EXPECT_EQ(size_of("HD s5"), std::nullopt);
  EXPECT_EQ(size_of("STORED"), std::nullopt);
  EXPECT_EQ(size_of("5"), std::nullopt);
}

}  // namespace
}  // namespace mcspec::codec
