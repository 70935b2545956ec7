#include "codec/binary/packet.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace mcspec::codec::binary {
namespace {

/// A head with the sizes of `header`, its extras counting up from 1.
std::string head_octets(const Header& header) {
  std::string octets(head_size(header), 'k');
  Writer out(octets);
  encode(out, header);
  for (std::size_t at = 0; at < header.extras_size; ++at) {
    octets[kHeaderSize + at] = static_cast<char>(at + 1);
  }
  return octets;
}

Packet decode(Bytes octets) {
  Packet packet;
  decode_packet(octets, packet);
  return packet;
}

Header header_of(Opcode opcode, std::uint8_t extras_size, std::uint16_t key_size,
                 std::uint32_t value_size) {
  return {.magic = kRequestMagic,
          .opcode = static_cast<std::uint8_t>(opcode),
          .key_size = key_size,
          .extras_size = extras_size,
          .body_size = extras_size + key_size + value_size};
}

TEST(BinaryPacket, PointsIntoTheOctets) {
  const Header header = header_of(Opcode::set, 8, 3, 5);
  const std::string octets = head_octets(header);
  const Packet packet = decode(octets);
  EXPECT_EQ(packet.info, opcode_info(0x01));
  EXPECT_EQ(packet.extras.data(), octets.data() + kHeaderSize);
  EXPECT_EQ(packet.key.data(), octets.data() + kHeaderSize + 8);
  EXPECT_EQ(packet.key, "kkk");
  EXPECT_EQ(packet.value_size, 5U);
}

TEST(BinaryPacket, ReadsExtrasWhereTheProtocolHasThem) {
  const Header set = header_of(Opcode::set, 8, 1, 0);
  const std::string set_octets = head_octets(set);
  const StoreExtras stored = store_extras(decode(set_octets));
  EXPECT_EQ(stored.flags, 0x01020304U);
  EXPECT_EQ(stored.expiration, 0x05060708U);

  const Header increment = header_of(Opcode::increment, 20, 1, 0);
  const std::string increment_octets = head_octets(increment);
  const ArithmeticExtras added = arithmetic_extras(decode(increment_octets));
  EXPECT_EQ(added.delta, 0x0102030405060708U);
  EXPECT_EQ(added.initial, 0x090a0b0c0d0e0f10U);
  EXPECT_EQ(added.expiration, 0x11121314U);

  const Header touch = header_of(Opcode::touch, 4, 1, 0);
  const std::string touch_octets = head_octets(touch);
  EXPECT_EQ(expiration_extras(decode(touch_octets)), 0x01020304U);
}

TEST(BinaryPacket, HasNoDelayWhereAFlushHasNoExtras) {
  const Header flush = header_of(Opcode::flush, 0, 0, 0);
  const std::string octets = head_octets(flush);
  EXPECT_EQ(expiration_extras(decode(octets)), 0U);
}

TEST(BinaryPacket, TakesAValueOnlyWhereTheOpcodeHasOne) {
  const auto takes = [](Opcode opcode) {
    return takes_value(Packet{.info = opcode_info(static_cast<std::uint8_t>(opcode))});
  };
  EXPECT_TRUE(takes(Opcode::set));
  EXPECT_TRUE(takes(Opcode::appendq));
  EXPECT_TRUE(takes(Opcode::sasl_auth));
  EXPECT_FALSE(takes(Opcode::get));
  EXPECT_FALSE(takes(Opcode::touch));
  EXPECT_FALSE(takes(Opcode::stat));
}

TEST(BinaryPacket, ChecksItsHeaderInAFixedOrder) {
  Header header = header_of(Opcode::get, 4, 251, 0);
  header.magic = kResponseMagic;
  header.body_size = 4;
  const Limits limits{.body_size_max = 300};
  EXPECT_EQ(check_header(header, limits), Fault::bad_magic);
  header.magic = kRequestMagic;
  EXPECT_EQ(check_header(header, limits), Fault::bad_lengths);
  header.body_size = 301;
  EXPECT_EQ(check_header(header, limits), Fault::body_too_large);
  header.body_size = 300;
  EXPECT_EQ(check_header(header, limits), Fault::key_too_long);
  header.key_size = 250;
  header.opcode = 0xff;
  EXPECT_EQ(check_header(header, limits), Fault::unknown_opcode);
  header.opcode = 0;
  EXPECT_EQ(check_header(header, limits), Fault::bad_shape);
  header.extras_size = 0;
  header.body_size = 250;
  EXPECT_EQ(check_header(header, limits), Fault::none);
}

TEST(BinaryPacket, IsCheapToCopy) { static_assert(std::is_trivially_copyable_v<Packet>); }

}  // namespace
}  // namespace mcspec::codec::binary
