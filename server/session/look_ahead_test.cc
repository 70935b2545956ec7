#include "server/session/look_ahead.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::session {
namespace {

class LookAhead : public ::testing::Test {
 protected:
  std::size_t seen_of(std::string_view input) { return look_ahead(stream_, input, engine_); }

  store::Store store_{store::Options{.memory_limit = std::uint64_t{4} << 20}};
  engine::Engine engine_{store_};
  codec::RequestStream stream_;
};

TEST_F(LookAhead, SeesAllOfAShortInputInEveryDialect) {
  for (const std::string_view input : {"get a\r\nget b\r\n", "mg a v\r\nms b 2\r\nhi\r\nmn\r\n",
                                       "get a b c\r\nfoo\r\ngat 0 d\r\n"}) {
    EXPECT_EQ(seen_of(input), input.size()) << input;
  }
  std::string packet(24, '\0');
  packet[0] = '\x80';
  packet[1] = '\x0a';
  EXPECT_EQ(seen_of(packet + packet), packet.size() * 2);
}

TEST_F(LookAhead, StopsBehindSixteenKeys) {
  std::string input;
  for (int request = 0; request < 40; ++request) input += "get k\r\n";
  EXPECT_EQ(seen_of(input), 16U * 7);
  const std::string multiget = std::string("get a b c d e f g h i j k l m n o p q\r\n");
  EXPECT_EQ(seen_of(multiget + multiget), multiget.size());
}

TEST_F(LookAhead, HasNothingMoreToSayWhereTheStreamHasNot) {
  EXPECT_EQ(seen_of("get a\r\nget"), 10U);
  EXPECT_EQ(seen_of("GET / HTTP/1.1\r\nget a\r\n"), 23U);
  EXPECT_EQ(seen_of(""), 0U);
}

TEST_F(LookAhead, LeavesTheStreamAndTheStoreAsTheyAre) {
  const std::string_view input = "set a 0 0 2\r\nhi\r\nget a\r\n";
  ASSERT_EQ(stream_.next(input).event, codec::Event::head);
  EXPECT_EQ(seen_of(input.substr(13)), input.size() - 13);
  EXPECT_EQ(stream_.next(input.substr(13)).event, codec::Event::last_data);
  EXPECT_EQ(store_.statistics().curr_items, 0U);
}

}  // namespace
}  // namespace mcspec::session
