#include "codec/classic/reply.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>

namespace mcspec::codec::classic {
namespace {

/// What `write` makes of a Writer.
template <typename Write>
std::string written(Write write) {
  std::array<char, 512> space;
  Writer out(space);
  write(out);
  EXPECT_TRUE(out.ok());
  return std::string(out.written());
}

TEST(ClassicReply, SpellsEachFixedLine) {
  const auto line = [](Line value) { return written([&](Writer& out) { encode(out, value); }); };
  EXPECT_EQ(line(Line::stored), "STORED\r\n");
  EXPECT_EQ(line(Line::not_stored), "NOT_STORED\r\n");
  EXPECT_EQ(line(Line::exists), "EXISTS\r\n");
  EXPECT_EQ(line(Line::not_found), "NOT_FOUND\r\n");
  EXPECT_EQ(line(Line::deleted), "DELETED\r\n");
  EXPECT_EQ(line(Line::touched), "TOUCHED\r\n");
  EXPECT_EQ(line(Line::ok), "OK\r\n");
  EXPECT_EQ(line(Line::reset), "RESET\r\n");
  EXPECT_EQ(line(Line::end), "END\r\n");
}

TEST(ClassicReply, WritesTheHeadOfAValueWithAndWithoutItsUnique) {
  EXPECT_EQ(written([](Writer& out) {
              encode(out, ValueHead{.key = "k", .flags = 5, .size = 3, .unique = {}});
            }),
            "VALUE k 5 3\r\n");
  EXPECT_EQ(written([](Writer& out) {
              encode(out, ValueHead{.key = "k", .flags = 0, .size = 0, .unique = 0});
            }),
            "VALUE k 0 0 0\r\n");
}

TEST(ClassicReply, HasNoValueHeadLongerThanItsMaximum) {
  constexpr auto kMax32 = std::numeric_limits<std::uint32_t>::max();
  constexpr auto kMax64 = std::numeric_limits<std::uint64_t>::max();
  const std::string key(250, 'k');
  const std::string head = written([&](Writer& out) {
    encode(out, ValueHead{.key = key, .flags = kMax32, .size = kMax32, .unique = kMax64});
  });
  EXPECT_EQ(head.size(), kValueHeadSizeMax);
}

TEST(ClassicReply, WritesNumbersVersionsStatisticsAndErrors) {
  EXPECT_EQ(written([](Writer& out) { encode_number(out, 0); }), "0\r\n");
  EXPECT_EQ(written([](Writer& out) { encode_number(out, ~std::uint64_t{0}); }),
            "18446744073709551615\r\n");
  EXPECT_EQ(written([](Writer& out) { encode_version(out, "1.6.45"); }), "VERSION 1.6.45\r\n");
  EXPECT_EQ(written([](Writer& out) { encode_stat(out, "pid", "42"); }), "STAT pid 42\r\n");
  EXPECT_EQ(written([](Writer& out) { encode_error(out, "CLIENT_ERROR bad data chunk"); }),
            "CLIENT_ERROR bad data chunk\r\n");
}

}  // namespace
}  // namespace mcspec::codec::classic
