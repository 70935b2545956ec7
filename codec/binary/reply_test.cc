#include "codec/binary/reply.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace mcspec::codec::binary {
namespace {

TEST(BinaryReply, CountsExtrasKeyAndValueInItsBody) {
  std::array<char, 64> space;
  Writer out(space);
  encode(out, Reply{.opcode = 0x0c,
                    .status = Status::success,
                    .opaque = 0xdeadbeef,
                    .cas = 7,
                    .extras = Bytes("\0\0\0\5", 4),
                    .key = "key",
                    .value = "value"});
  ASSERT_TRUE(out.ok());
  const Header header = decode_header(out.written());
  EXPECT_EQ(header.magic, kResponseMagic);
  EXPECT_EQ(header.opcode, 0x0c);
  EXPECT_EQ(header.key_size, 3);
  EXPECT_EQ(header.extras_size, 4);
  EXPECT_EQ(header.data_type, 0);
  EXPECT_EQ(header.status, 0);
  EXPECT_EQ(header.body_size, 12U);
  EXPECT_EQ(header.opaque, 0xdeadbeefU);
  EXPECT_EQ(header.cas, 7U);
  EXPECT_EQ(out.written().substr(kHeaderSize), Bytes("\0\0\0\5keyvalue", 12));
}

TEST(BinaryReply, LeavesTheValueToTheCallerButCountsIt) {
  std::array<char, 64> space;
  Writer out(space);
  encode_head(out, Reply{.status = Status::key_not_found, .value = "Not found"});
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.size(), kHeaderSize);
  EXPECT_EQ(decode_header(out.written()).body_size, 9U);
  EXPECT_EQ(decode_header(out.written()).status, 1);
}

TEST(BinaryReply, HasTheStatusNumbersOfTheProtocol) {
  EXPECT_EQ(static_cast<int>(Status::success), 0x00);
  EXPECT_EQ(static_cast<int>(Status::key_not_found), 0x01);
  EXPECT_EQ(static_cast<int>(Status::key_exists), 0x02);
  EXPECT_EQ(static_cast<int>(Status::too_large), 0x03);
  EXPECT_EQ(static_cast<int>(Status::invalid_arguments), 0x04);
  EXPECT_EQ(static_cast<int>(Status::not_stored), 0x05);
  EXPECT_EQ(static_cast<int>(Status::non_numeric), 0x06);
  EXPECT_EQ(static_cast<int>(Status::auth_error), 0x20);
  EXPECT_EQ(static_cast<int>(Status::auth_continue), 0x21);
  EXPECT_EQ(static_cast<int>(Status::unknown_command), 0x81);
  EXPECT_EQ(static_cast<int>(Status::out_of_memory), 0x82);
}

TEST(BinaryReply, IsReadAsItWasWritten) {
  std::array<char, 64> space;
  Writer out(space);
  encode(out, Reply{.opcode = 0x0c,
                    .status = static_cast<Status>(0x1234),
                    .opaque = 0xdeadbeef,
                    .cas = 7,
                    .extras = Bytes("\0\0\0\5", 4),
                    .key = "key",
                    .value = "value"});
  const Header header = decode_header(out.written());
  ASSERT_EQ(check_reply_header(header, Limits{}), Fault::none);
  EXPECT_EQ(reply_head_size(header), 31U);
  const ReplyPacket packet = decode_reply(header, out.written().substr(0, 31));
  EXPECT_EQ(packet.header.opcode, 0x0c);
  EXPECT_EQ(packet.header.status, 0x1234);
  EXPECT_EQ(packet.extras, Bytes("\0\0\0\5", 4));
  EXPECT_EQ(packet.key, "key");
  EXPECT_EQ(packet.value_size, 5U);

  std::array<char, 64> again;
  Writer second(again);
  encode(second, packet);
  EXPECT_EQ(second.written(), out.written().substr(0, 31));
}

TEST(BinaryReply, IsRefusedWhereItsHeaderCannotBe) {
  const Limits limits{.body_size_max = 10};
  Header header{.magic = kResponseMagic, .key_size = 3, .extras_size = 4, .body_size = 7};
  EXPECT_EQ(check_reply_header(header, limits), Fault::none);
  header.body_size = 10;
  EXPECT_EQ(check_reply_header(header, limits), Fault::none);
  header.body_size = 11;
  EXPECT_EQ(check_reply_header(header, limits), Fault::body_too_large);
  header.body_size = 6;
  EXPECT_EQ(check_reply_header(header, limits), Fault::bad_lengths);
  header.magic = kRequestMagic;
  EXPECT_EQ(check_reply_header(header, limits), Fault::bad_magic);
}

TEST(BinaryReply, MayHaveAnyOpcodeAndStatus) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    const Header header{.magic = kResponseMagic,
                        .opcode = static_cast<std::uint8_t>(octet),
                        .status = static_cast<std::uint16_t>(octet << 8 | octet)};
    EXPECT_EQ(check_reply_header(header, Limits{}), Fault::none);
  }
}

}  // namespace
}  // namespace mcspec::codec::binary
