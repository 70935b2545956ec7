#include "codec/binary/header.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace mcspec::codec::binary {
namespace {

constexpr Bytes kOctets(
    "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17"
    "\x18",
    kHeaderSize);

TEST(BinaryHeader, HasEachFieldWhereTheProtocolHasIt) {
  const Header header = decode_header(kOctets);
  EXPECT_EQ(header.magic, 0x01);
  EXPECT_EQ(header.opcode, 0x02);
  EXPECT_EQ(header.key_size, 0x0304);
  EXPECT_EQ(header.extras_size, 0x05);
  EXPECT_EQ(header.data_type, 0x06);
  EXPECT_EQ(header.status, 0x0708);
  EXPECT_EQ(header.body_size, 0x090a0b0cU);
  EXPECT_EQ(header.opaque, 0x0d0e0f10U);
  EXPECT_EQ(header.cas, 0x1112131415161718U);
}

TEST(BinaryHeader, EncodesToTheOctetsItWasReadFrom) {
  for (const std::string& octets :
       {std::string(kOctets), std::string(kHeaderSize, '\xff'), std::string(kHeaderSize, '\0')}) {
    std::array<char, kHeaderSize> space;
    Writer out(space);
    encode(out, decode_header(octets));
    EXPECT_TRUE(out.ok());
    EXPECT_EQ(out.written(), octets);
  }
}

}  // namespace
}  // namespace mcspec::codec::binary
