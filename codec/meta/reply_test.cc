#include "codec/meta/reply.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace mcspec::codec::meta {
namespace {

template <typename Write>
std::string written(Write write) {
  std::array<char, 128> space;
  Writer out(space);
  write(out);
  EXPECT_TRUE(out.ok());
  return std::string(out.written());
}

TEST(MetaReply, SpellsEachStatus) {
  const auto word = [](Status status) {
    return written([&](Writer& out) { encode_status(out, status); });
  };
  EXPECT_EQ(word(Status::hd), "HD");
  EXPECT_EQ(word(Status::va), "VA");
  EXPECT_EQ(word(Status::en), "EN");
  EXPECT_EQ(word(Status::nf), "NF");
  EXPECT_EQ(word(Status::ns), "NS");
  EXPECT_EQ(word(Status::ex), "EX");
  EXPECT_EQ(word(Status::mn), "MN");
  EXPECT_EQ(word(Status::me), "ME");
}

TEST(MetaReply, IsPutTogetherFlagByFlag) {
  EXPECT_EQ(written([](Writer& out) {
              encode_value_status(out, 5);
              encode_flag(out, 't', -1);
              encode_flag(out, 'O', Bytes("a\xff"));
              encode_flag(out, 'c', ~std::uint64_t{0});
              encode_flag(out, 'W', Bytes());
              encode_end(out);
            }),
            "VA 5 t-1 Oa\xff c18446744073709551615 W\r\n");
}

Fault decode(Bytes line, Head& head, const Limits& limits = {}) {
  Status status{};
  if (!is_reply(line, status)) return Fault::unknown_reply;
  return decode_reply(status, line, limits, head);
}

TEST(MetaReply, IsTwoLettersThenASpaceOrNothing) {
  Status status{};
  for (int number = 0; number <= static_cast<int>(Status::me); ++number) {
    const std::string word =
        written([&](Writer& out) { encode_status(out, static_cast<Status>(number)); });
    EXPECT_TRUE(is_reply(word, status));
    EXPECT_EQ(static_cast<int>(status), number);
    EXPECT_TRUE(is_reply(word + " x", status));
    EXPECT_FALSE(is_reply(word + "x", status));
  }
  for (const Bytes line : {"", "H", "hd", "END", "EXISTS", "NF_", "XX"}) {
    EXPECT_FALSE(is_reply(line, status)) << line;
  }
}

TEST(MetaReply, IsReadWithItsFlagsInOrder) {
  Head head;
  ASSERT_EQ(decode("VA 5 t-1 kfoo b O1 Z X", head), Fault::none);
  EXPECT_EQ(head.status, Status::va);
  EXPECT_EQ(head.size, 5U);
  std::string codes;
  for (const Flag flag : head.flags) codes += flag.code;
  EXPECT_EQ(codes, "tkbOZX");
  EXPECT_EQ(head.flags.token('t'), "-1");
  EXPECT_EQ(head.flags.token('k'), "foo");
  EXPECT_EQ(head.flags.token('b'), "");
  EXPECT_EQ(head.flags.token('s'), "");
  EXPECT_TRUE(head.flags.has('Z'));
  EXPECT_TRUE(head.flags.has('X'));
  EXPECT_FALSE(head.flags.has('W'));
}

TEST(MetaReply, HasNoSizeUnlessItIsAValue) {
  Head head{.size = 7};
  ASSERT_EQ(decode("HD", head), Fault::none);
  EXPECT_EQ(head.size, std::nullopt);
  EXPECT_EQ(head.flags.begin(), head.flags.end());
}

TEST(MetaReply, OfDebugHasAKeyAndFields) {
  Head head;
  ASSERT_EQ(decode("ME foo exp=-1 la=0", head), Fault::none);
  EXPECT_EQ(head.status, Status::me);
  EXPECT_EQ(head.key, "foo");
  EXPECT_EQ(head.fields, "exp=-1 la=0");
}

TEST(MetaReply, TakesAnyFlagOfAReplyOnceAndNoOther) {
  Head head;
  for (int octet = 0; octet < 256; ++octet) {
    const auto code = static_cast<char>(octet);
    if (code == ' ') continue;
    const bool known = Bytes("bcfhklOstWXZ").find(code) != Bytes::npos;
    const std::string line = std::string("HD ") + code;
    EXPECT_EQ(decode(line, head) == Fault::invalid_flag, !known) << octet;
  }
  EXPECT_EQ(decode("HD W X W", head), Fault::duplicate_flag);
}

TEST(MetaReply, KeepsTheLimitsOfKeysOpaquesAndBlocks) {
  const Limits limits{.key_size_max = 2, .block_size_max = 9, .opaque_size_max = 3};
  Head head;
  EXPECT_EQ(decode("VA 9 O12 kkk", head, limits), Fault::none);
  EXPECT_EQ(decode("VA 10", head, limits), Fault::bad_reply);
  EXPECT_EQ(decode("HD O123", head, limits), Fault::opaque_too_long);
  EXPECT_EQ(decode("HD kkkk", head, limits), Fault::key_too_long);
  EXPECT_EQ(decode("ME kkk a=1", head, limits), Fault::key_too_long);
}

TEST(MetaReply, IsWrittenAsItWasRead) {
  for (const Bytes line : {"HD", "VA 5", "VA 0 s0 W", "EN kfoo b", "MN", "ME foo exp=-1 la=0",
                           "NS O1 c5", "NF O", "EX k\xff"}) {
    Head head;
    ASSERT_EQ(decode(line, head), Fault::none) << line;
    EXPECT_EQ(written([&](Writer& out) { encode(out, head); }), std::string(line) + "\r\n");
  }
}

}  // namespace
}  // namespace mcspec::codec::meta
