#include "codec/writer.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>

namespace mcspec::codec {
namespace {

TEST(Writer, AppendsInOrder) {
  std::array<char, 32> space;
  Writer out(space);
  out.put("VALUE").put(' ').put("k").put(' ').put_decimal(42).put("\r\n");
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(out.written(), "VALUE k 42\r\n");
  EXPECT_EQ(out.size(), out.written().size());
}

TEST(Writer, FillsItsSpaceToTheLastOctet) {
  std::array<char, 4> space;
  Writer out(space);
  out.put("abc").put('d');
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(out.written(), "abcd");
  out.put("");
  EXPECT_TRUE(out.ok()) << "nothing always fits";
}

TEST(Writer, DropsWhatDoesNotFitWholeAndEverythingBehindIt) {
  std::array<char, 4> space;
  Writer out(space);
  out.put("ab").put("cde").put("f");
  EXPECT_FALSE(out.ok());
  EXPECT_EQ(out.written(), "ab");
}

TEST(Writer, WritesNothingBehindItsSpace) {
  std::array<char, 6> memory = {'.', '.', '.', '.', '.', '.'};
  Writer out{std::span(memory).first(3)};
  out.put("ab").put_decimal(12).put_big_endian(std::uint32_t{0}).put("cd");
  EXPECT_FALSE(out.ok());
  EXPECT_EQ(std::string(memory.data() + 3, 3), "...");
}

TEST(Writer, HasRoomForNothingInNoSpace) {
  Writer out({});
  EXPECT_TRUE(out.put("").ok());
  EXPECT_FALSE(out.put('a').ok());
  EXPECT_TRUE(out.written().empty());
}

template <typename T>
void expect_decimal(T value) {
  std::array<char, 24> space;
  Writer out(space);
  EXPECT_TRUE(out.put_decimal(value).ok());
  EXPECT_EQ(out.written(), std::to_string(value));
}

TEST(Writer, SpellsTheEndsOfEveryIntegerType) {
  expect_decimal(std::numeric_limits<std::uint64_t>::max());
  expect_decimal(std::numeric_limits<std::int64_t>::max());
  expect_decimal(std::numeric_limits<std::int64_t>::min());
  expect_decimal(std::numeric_limits<std::int32_t>::min());
  expect_decimal(std::numeric_limits<std::uint32_t>::max());
  expect_decimal(std::uint16_t{65535});
  expect_decimal(0);
}

TEST(Writer, PutsTheMostSignificantOctetFirst) {
  std::array<char, 15> space;
  Writer out(space);
  out.put_big_endian(std::uint8_t{0x01})
      .put_big_endian(std::uint16_t{0x0203})
      .put_big_endian(std::uint32_t{0x04050607})
      .put_big_endian(std::uint64_t{0x08090a0b0c0d0eff});
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(out.written(), "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\xff");
}

}  // namespace
}  // namespace mcspec::codec
