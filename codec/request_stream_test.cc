#include "codec/request_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <type_traits>

#include "codec/testing/describe.h"

namespace mcspec::codec {
namespace {

/// A binary packet with a key of one octet, and a value of `x` as long as asked for.
std::string packet(binary::Opcode opcode, std::uint8_t extras_size, std::uint32_t value_size) {
  std::string octets(binary::kHeaderSize + extras_size + 1, 'k');
  Writer out(octets);
  binary::encode(out, {.magic = binary::kRequestMagic,
                       .opcode = static_cast<std::uint8_t>(opcode),
                       .key_size = 1,
                       .extras_size = extras_size,
                       .body_size = extras_size + 1 + value_size});
  return octets + std::string(value_size, 'x');
}

TEST(RequestStream, AnswersInTwoRegisters) {
  static_assert(sizeof(Step) <= 2 * sizeof(std::uint64_t));
  static_assert(std::is_trivially_copyable_v<Step>);
}

TEST(RequestStream, OwnsNothing) {
  static_assert(std::is_trivially_copyable_v<RequestStream>);
  static_assert(std::is_trivially_destructible_v<RequestStream>);
  EXPECT_LE(sizeof(RequestStream), 256U) << "there is one for each connection";
}

TEST(RequestStream, NeedsMoreOfNothing) {
  RequestStream stream;
  const Step step = stream.next({});
  EXPECT_EQ(step.event, Event::need_more);
  EXPECT_EQ(step.consumed, 0U);
}

TEST(RequestStream, PointsIntoTheInputOfTheCallThatFoundTheHead) {
  const std::string first = "mg key v";
  const std::string second = "mg key v\r\n";
  RequestStream stream;
  EXPECT_EQ(stream.next(first).event, Event::need_more);
  ASSERT_EQ(stream.next(second).event, Event::head);
  const auto& command = std::get<meta::Command>(stream.request());
  EXPECT_EQ(std::get<meta::Get>(command).key.data(), second.data() + 3);
}

TEST(RequestStream, TouchesNoOctetsTwiceInSearchOfTheEndOfALine) {
  std::string line = "get k" + std::string(Limits{}.get_line_size_max - 7, ' ') + "\r\n";
  const std::string original = line;
  RequestStream stream;
  // A stream that went back to what it has scanned would find a line here. The verb is exempt: it
  // is what the bound of the line depends on.
  constexpr std::size_t kVerbSize = 5;
  for (std::size_t size = 1; size < line.size(); ++size) {
    const Step step = stream.next(Bytes(line).substr(0, size));
    ASSERT_EQ(step.event, Event::need_more) << size;
    ASSERT_EQ(step.consumed, 0U) << size;
    if (size > kVerbSize) line[size - 1] = '\n';
  }
  std::copy(original.begin(), original.end(), line.begin());
  const Step step = stream.next(line);
  EXPECT_EQ(step.event, Event::head);
  EXPECT_EQ(step.consumed, line.size());
}

TEST(RequestStream, ScansALineAfreshWhenTheOneBeforeWasRefused) {
  RequestStream stream;
  EXPECT_EQ(stream.next("foo bar").event, Event::need_more);
  EXPECT_EQ(stream.next("foo bar\r\nmn\r\n").event, Event::rejected);
  EXPECT_EQ(stream.next("mn\r\n").event, Event::head);
}

TEST(RequestStream, HandsOutEachOctetOfABlockOnce) {
  constexpr std::size_t kSize = 100'000;
  const std::string block(kSize, 'x');
  RequestStream stream;
  ASSERT_EQ(stream.next("set k 0 0 100000\r\n").event, Event::head);
  std::size_t seen = 0;
  for (std::size_t piece = 1; seen < kSize; ++piece) {
    const Step step = stream.next(Bytes(block).substr(seen, piece));
    ASSERT_EQ(step.event, Event::data);
    ASSERT_EQ(step.consumed, std::min(piece, kSize - seen));
    seen += step.consumed;
  }
  EXPECT_EQ(stream.next("\r").event, Event::need_more);
  const Step end = stream.next("\r\nmn\r\n");
  EXPECT_EQ(end.event, Event::last_data);
  EXPECT_TRUE(end.terminated);
  EXPECT_EQ(end.consumed, 2U);
}

TEST(RequestStream, TakesTheLastPieceWithTheEndOfTheBlock) {
  RequestStream stream;
  ASSERT_EQ(stream.next("set k 0 0 5\r\n").event, Event::head);
  const Bytes first = "hel";
  const Step data = stream.next(first);
  ASSERT_EQ(data.event, Event::data);
  EXPECT_EQ(data.octets(first), "hel");
  const Bytes rest = "lo\r\nmn\r\n";
  const Step end = stream.next(rest);
  ASSERT_EQ(end.event, Event::last_data);
  EXPECT_TRUE(end.terminated);
  EXPECT_EQ(end.octets(rest), "lo");
  EXPECT_EQ(end.consumed, 4U);
}

TEST(RequestStream, TakesTheLastPieceOfABinaryValueAsItIs) {
  RequestStream stream;
  const std::string wire = packet(binary::Opcode::set, 8, 2) + "\x80";
  const Step head = stream.next(wire);
  ASSERT_EQ(head.event, Event::head);
  const Bytes rest = Bytes(wire).substr(head.consumed);
  const Step end = stream.next(rest);
  ASSERT_EQ(end.event, Event::last_data);
  EXPECT_TRUE(end.terminated);
  EXPECT_EQ(end.octets(rest), "xx");
  EXPECT_EQ(end.consumed, 2U);
}

TEST(RequestStream, EndsAnEmptyBinaryValueWithoutInput) {
  RequestStream stream;
  ASSERT_EQ(stream.next(packet(binary::Opcode::set, 8, 0)).event, Event::head);
  const Step end = stream.next({});
  EXPECT_EQ(end.event, Event::last_data);
  EXPECT_TRUE(end.terminated);
  EXPECT_EQ(end.consumed, 0U);
  EXPECT_EQ(stream.next({}).event, Event::need_more);
}

TEST(RequestStream, SkipsABlockAndItsTerminatorWhateverStandsThere) {
  RequestStream stream;
  const Bytes wire = "set k 0 0 5\r\nhello!!mn\r\n";
  const Step head = stream.next(wire);
  ASSERT_EQ(head.event, Event::head);
  stream.skip_data();
  const Bytes rest = wire.substr(head.consumed);
  const Step end = stream.next(rest);
  EXPECT_EQ(end.event, Event::last_data);
  EXPECT_TRUE(end.terminated);
  EXPECT_EQ(end.octets(rest), "");
  EXPECT_EQ(end.consumed, 7U);
}

TEST(RequestStream, SkipsOneBlockOnly) {
  RequestStream stream;
  const std::string command = "set k 0 0 2\r\nhi\r\n";
  const Bytes block = Bytes(command).substr(command.size() - 4);
  ASSERT_EQ(stream.next(command).event, Event::head);
  stream.skip_data();
  ASSERT_EQ(stream.next(block).octets(block), "");
  ASSERT_EQ(stream.next(command).event, Event::head);
  EXPECT_EQ(stream.next(block).octets(block), "hi");
}

TEST(RequestStream, SwallowsASkippedBlockAsItArrives) {
  RequestStream stream;
  ASSERT_EQ(stream.next("ms k 1000000000\r\n").event, Event::head);
  stream.skip_data();
  const std::string piece(1'000'000, 'x');
  for (int count = 0; count < 1000; ++count) {
    const Step step = stream.next(piece);
    ASSERT_EQ(step.event, Event::need_more);
    ASSERT_EQ(step.consumed, piece.size()) << "or the caller would have to keep it";
  }
  EXPECT_EQ(stream.next("\r\n").event, Event::last_data);
}

TEST(RequestStream, SwallowsTheBlockOfARefusedLineAsItArrives) {
  RequestStream stream;
  const Bytes line = "set k flags 0 5\r\nhel";
  const Step first = stream.next(line);
  EXPECT_EQ(first.event, Event::need_more);
  EXPECT_EQ(first.consumed, line.size());
  const Step second = stream.next("lo\r\nmn\r\n");
  EXPECT_EQ(second.event, Event::rejected);
  EXPECT_EQ(second.consumed, 4U);
}

TEST(RequestStream, KeepsARejectionUntilTheNextCall) {
  RequestStream stream;
  ASSERT_EQ(stream.next("ms k 1 v v\r\nx\r\n").event, Event::rejected);
  const Rejection& rejection = stream.rejection();
  EXPECT_EQ(rejection.fault, Fault::duplicate_flag);
  EXPECT_FALSE(rejection.fatal);
  EXPECT_EQ(rejection.dialect, Dialect::meta);
  EXPECT_EQ(rejection.verb, meta::Verb::ms);
  ASSERT_EQ(stream.next("foo noreply\r\n").event, Event::rejected);
  EXPECT_EQ(rejection.fault, Fault::unknown_command);
  EXPECT_TRUE(rejection.noreply);
  EXPECT_EQ(rejection.dialect, Dialect::classic);
}

TEST(RequestStream, KeepsTheHeaderOfARefusedPacket) {
  const std::string octets = packet(static_cast<binary::Opcode>(0x40), 0, 0);
  RequestStream stream;
  ASSERT_EQ(stream.next(octets).event, Event::rejected);
  EXPECT_EQ(stream.rejection().dialect, Dialect::binary);
  EXPECT_EQ(stream.rejection().header.opcode, 0x40);
  EXPECT_EQ(stream.rejection().header.key_size, 1);
}

TEST(RequestStream, TellsAHeadFromTheValueThatIsLetPassBeforeIt) {
  const std::string touch = packet(binary::Opcode::touch, 4, 6);
  const std::string set = packet(binary::Opcode::set, 8, 3);
  RequestStream stream;
  // Two octets of the value come with the head that does not want it, four with the next.
  const Bytes first = Bytes(touch).substr(0, touch.size() - 4);
  const Step head = stream.next(first);
  ASSERT_EQ(head.event, Event::head);
  EXPECT_EQ(head.skipped, 0U);
  const Step rest = stream.next(first.substr(head.consumed));
  EXPECT_EQ(rest.event, Event::need_more);
  EXPECT_EQ(rest.consumed, 2U);

  const std::string second = "xxxx" + set;
  const Step next = stream.next(second);
  ASSERT_EQ(next.event, Event::head);
  EXPECT_EQ(next.skipped, 4U);
  Request again;
  const Bytes consumed = Bytes(second).substr(0, next.consumed);
  decode_head(consumed.substr(next.skipped), Limits{}, again);
  EXPECT_EQ(testing::describe(again), testing::describe(stream.request()));
}

TEST(RequestStream, NeedsMoreForEverBehindAFatalRejection) {
  RequestStream stream;
  ASSERT_EQ(stream.next("GET / HTTP/1.1\r\nmn\r\n").event, Event::rejected);
  ASSERT_TRUE(stream.rejection().fatal);
  for (const Bytes input : {Bytes("mn\r\n"), Bytes()}) {
    const Step step = stream.next(input);
    EXPECT_EQ(step.event, Event::need_more);
    EXPECT_EQ(step.consumed, 0U);
  }
  EXPECT_EQ(stream.rejection().fault, Fault::http_request);
}

TEST(RequestStream, KeepsTheLimitsItWasGiven) {
  const RequestStream stream(Limits{.line_size_max = 5, .key_size_max = 7});
  EXPECT_EQ(stream.limits().line_size_max, 5U);
  EXPECT_EQ(stream.limits().key_size_max, 7);
}

TEST(RequestStream, TakesNoLineBoundThatAGetCannotBeToldWithin) {
  for (std::uint32_t size = 0; size < 5; ++size) {
    EXPECT_EQ(RequestStream(Limits{.line_size_max = size}).limits().line_size_max, 5U) << size;
  }
}

}  // namespace
}  // namespace mcspec::codec
