#include "codec/big_endian.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>

#include "codec/writer.h"

namespace mcspec::codec {
namespace {

constexpr Bytes kOctets = "\x01\x82\x03\x84\x05\x86\x07\x88\x09";

TEST(BigEndian, ReadsTheMostSignificantOctetFirstAtAnyOctet) {
  EXPECT_EQ(read_big_endian<std::uint8_t>(kOctets, 1), 0x82);
  EXPECT_EQ(read_big_endian<std::uint16_t>(kOctets, 1), 0x8203);
  EXPECT_EQ(read_big_endian<std::uint32_t>(kOctets, 1), 0x82038405U);
  EXPECT_EQ(read_big_endian<std::uint64_t>(kOctets, 1), 0x8203840586078809U);
}

TEST(BigEndian, ReadsWhatAWriterWrites) {
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t value = std::uint64_t{1} << bit;
    std::array<char, 8> space;
    Writer out(space);
    out.put_big_endian(value);
    EXPECT_EQ(read_big_endian<std::uint64_t>(out.written(), 0), value);
  }
}

}  // namespace
}  // namespace mcspec::codec
