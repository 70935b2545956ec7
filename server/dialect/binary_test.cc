#include "server/dialect/binary.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::dialect::binary {
namespace {

namespace wire = codec::binary;

/// A packet with these parts. Views point into the arguments.
wire::Packet packet(wire::Opcode opcode, std::string_view extras, std::string_view key,
                    std::uint64_t cas = 0) {
  wire::Packet packet;
  packet.info = wire::opcode_info(static_cast<std::uint8_t>(opcode));
  packet.header.opcode = static_cast<std::uint8_t>(opcode);
  packet.header.cas = cas;
  packet.extras = extras;
  packet.key = key;
  return packet;
}

TEST(BinaryDialect, ComparesUnlessTheCasIsZero) {
  const std::string extras(8, '\0');
  EXPECT_FALSE(store_operation(packet(wire::Opcode::set, extras, "k"), "v").compare_cas);
  EXPECT_EQ(store_operation(packet(wire::Opcode::set, extras, "k", 9), "v").compare_cas, 9U);
  EXPECT_EQ(remove_operation(packet(wire::Opcode::deleteq, "", "k", 9)).compare_cas, 9U);
}

TEST(BinaryDialect, ReadsFlagsAndExpirationOfAStore) {
  const std::string extras("\x01\x02\x03\x04\x00\x00\x00\x3c", 8);
  const engine::Store operation = store_operation(packet(wire::Opcode::setq, extras, "k"), "v");
  EXPECT_EQ(operation.flags, 0x01020304U);
  EXPECT_EQ(operation.expiry, 60);
  EXPECT_TRUE(operation.forget_on_failure);
  EXPECT_FALSE(store_operation(packet(wire::Opcode::add, extras, "k"), "v").forget_on_failure);
}

TEST(BinaryDialect, ReadsATimeWithoutASign) {
  const std::string extras("\0\0\0\0\xff\xff\xff\xff", 8);
  EXPECT_EQ(store_operation(packet(wire::Opcode::set, extras, "k"), "").expiry, 0xffffffffLL);
}

TEST(BinaryDialect, CreatesANumberUnlessTheExpirationIsAllOnes) {
  std::string extras("\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\7\0\0\0\x3c", 20);
  const engine::Arithmetic creates =
      arithmetic_operation(packet(wire::Opcode::decrement, extras, "k"));
  EXPECT_TRUE(creates.decrement);
  EXPECT_EQ(creates.delta, 5U);
  EXPECT_EQ(creates.initial, 7U);
  EXPECT_EQ(creates.vivify, 60);

  extras.replace(16, 4, "\xff\xff\xff\xff");
  EXPECT_FALSE(arithmetic_operation(packet(wire::Opcode::incrementq, extras, "k")).vivify);
}

TEST(BinaryDialect, TouchesWithTouchAndGat) {
  const std::string extras("\0\0\0\x3c", 4);
  EXPECT_FALSE(fetch_operation(packet(wire::Opcode::getkq, "", "k")).expiry);
  EXPECT_EQ(fetch_operation(packet(wire::Opcode::touch, extras, "k")).expiry, 60);
  EXPECT_EQ(fetch_operation(packet(wire::Opcode::gatkq, extras, "k")).expiry, 60);
  EXPECT_EQ(fetch_operation(packet(wire::Opcode::touch, extras, "k")).count,
            engine::Fetch::Count::touch);
}

}  // namespace
}  // namespace mcspec::dialect::binary
