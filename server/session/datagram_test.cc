#include "server/session/datagram.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/session/session_testing.h"

namespace mcspec::session {
namespace {

using namespace std::string_literals;

class DatagramTest : public SessionTest {
 protected:
  static constexpr std::string_view kHead{"\x12\x34\0\0\0\1\0\0", 8};

  std::vector<std::string> answer(std::string_view octets) {
    std::vector<std::string> datagrams;
    Output scratch;
    Datagram datagram(server_, octets, now_, scratch);
    while (const auto made = datagram.next()) datagrams.emplace_back(*made);
    EXPECT_TRUE(scratch.empty());
    return datagrams;
  }

  std::vector<std::string> ask(std::string_view requests) {
    return answer(std::string(kHead).append(requests));
  }

  /// What datagrams carry, one behind the other.
  static std::string payload_of(const std::vector<std::string>& datagrams) {
    std::string all;
    for (const std::string& datagram : datagrams) all += datagram.substr(8);
    return all;
  }

  void store_value(std::string_view key, std::size_t size) {
    const std::string head = "set " + std::string(key) + " 0 0 " + std::to_string(size) + "\r\n";
    ASSERT_EQ(payload_of(ask(head + std::string(size, 'v') + "\r\n")), "STORED\r\n");
  }
};

TEST_F(DatagramTest, AnswersWithTheIdOfTheRequest) {
  EXPECT_EQ(ask("mn\r\n"), std::vector{std::string(kHead) + "MN\r\n"});
}

TEST_F(DatagramTest, AnswersEachRequestWithAMessageInEveryDialect) {
  const std::string noop("\x80\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\0", 24);
  const std::string done("\x81\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\0", 24);
  EXPECT_EQ(ask("set a 0 0 1\r\nx\r\nget a\r\nmg a v\r\n"),
            (std::vector{std::string(kHead) + "STORED\r\n",
                         std::string(kHead) + "VALUE a 0 1\r\nx\r\nEND\r\n",
                         std::string(kHead) + "VA 1\r\nx\r\n"}));
  EXPECT_EQ(ask(noop + noop), (std::vector{std::string(kHead) + done, std::string(kHead) + done}));
}

TEST_F(DatagramTest, CountsTheDatagramsOfALongReply) {
  store_value("a", 5000);
  const auto datagrams = ask("get a\r\n");
  ASSERT_EQ(datagrams.size(), 4U);
  for (std::size_t at = 0; at < 4; ++at) {
    EXPECT_EQ(datagrams[at].substr(0, 8), "\x12\x34\0"s + static_cast<char>(at) + "\0\4\0\0"s);
    EXPECT_EQ(datagrams[at].size(), at < 3 ? 1400U : 855U);
  }
  EXPECT_EQ(payload_of(datagrams), "VALUE a 0 5000\r\n" + std::string(5000, 'v') + "\r\nEND\r\n");
}

TEST_F(DatagramTest, SaysNothingToWhatIsNoRequest) {
  for (const std::string& octets :
       {""s, "\1"s, "\1\1\0\0\0\1\0"s, std::string(kHead), "\1\1\0\0\0\0\0\0mn\r\n"s,
        "\1\1\0\0\0\2\0\0mn\r\n"s, "\1\1\0\0\1\1\0\0mn\r\n"s}) {
    EXPECT_EQ(answer(octets).size(), 0U) << octets;
  }
}

TEST_F(DatagramTest, DropsARequestThatDoesNotEnd) {
  EXPECT_EQ(payload_of(ask("mn\r\nversion")), "MN\r\n");
  EXPECT_EQ(payload_of(ask("set a 0 0 5\r\nabc")), "");
  EXPECT_EQ(payload_of(ask("mn\r\n")), "MN\r\n");
  EXPECT_EQ(payload_of(ask("get a\r\n")), "END\r\n");
}

TEST_F(DatagramTest, SaysNothingWhereNoReplyIsWanted) {
  EXPECT_EQ(ask("set a 0 0 1 noreply\r\nx\r\nmg b v q\r\n").size(), 0U);
  EXPECT_EQ(payload_of(ask("get a\r\n")), "VALUE a 0 1\r\nx\r\nEND\r\n");
}

TEST_F(DatagramTest, AnswersQuitAndQuietPacketsWithAHeaderAlone) {
  const std::string quiet("\x80\x09\0\1\0\0\0\0\0\0\0\1\0\0\0\7\0\0\0\0\0\0\0\0k", 25);
  const std::string head_alone("\x12\x34\0\0\0\0\0\0", 8);
  EXPECT_EQ(ask(quiet), std::vector{head_alone});
  EXPECT_EQ(ask("quit\r\nmn\r\n"), std::vector{head_alone});
}

TEST_F(DatagramTest, DoesNotAnswerTheComplaintsOfAnotherServer) {
  const auto complaint = ask("nonsense\r\n");
  ASSERT_EQ(payload_of(complaint), "ERROR\r\n");
  EXPECT_EQ(answer(complaint.front()).size(), 0U);
  EXPECT_EQ(ask("CLIENT_ERROR bad data chunk\r\n").size(), 0U);
  EXPECT_EQ(ask("SERVER_ERROR out of memory storing object\r\n").size(), 0U);
}

TEST_F(DatagramTest, RefusesARetrievalWhoseReplyHasNoBound) {
  store_value("a", 10'000);
  std::string line = "get";
  for (int count = 0; count < 1000; ++count) line += " a";
  EXPECT_EQ(payload_of(ask(line + "\r\nmn\r\n")), "SERVER_ERROR reply too long for UDP\r\n");
}

TEST_F(DatagramTest, DoesNotDrawMoreThanTheFullSizeAndOneReplyFromManyRequests) {
  constexpr std::size_t kSize = 10'000;
  store_value("a", kSize);
  std::string requests;
  for (int count = 0; count < 1000; ++count) requests += "get a\r\n";
  const std::size_t drawn = payload_of(ask(requests)).size();
  EXPECT_GE(drawn, Output::kFullSize);
  EXPECT_LE(drawn, Output::kFullSize + kSize + 100);
}

TEST_F(DatagramTest, AnswersStatisticsWhole) {
  const std::string all = payload_of(ask("stats\r\n"));
  EXPECT_TRUE(all.starts_with("STAT pid "));
  EXPECT_TRUE(all.ends_with("\r\nEND\r\n"));
}

}  // namespace
}  // namespace mcspec::session
