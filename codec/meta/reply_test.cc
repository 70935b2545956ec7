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

}  // namespace
}  // namespace mcspec::codec::meta
