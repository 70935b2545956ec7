#include "server/session/session.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "server/session/session_testing.h"

namespace mcspec::session {
namespace {

/// One peer of a server.
class OneSessionTest : public SessionTest {
 protected:
  using SessionTest::tell;
  std::string tell(std::string_view octets) { return tell(session_, octets); }

  Session session_{server_};
};

TEST_F(OneSessionTest, HasNoCertificatesToReadAgainWithoutTls) {
  EXPECT_EQ(tell("refresh_certs\r\nrefresh_certs noreply\r\nmn\r\n"),
            "Error TLS not enabled\r\nMN\r\n");
}

TEST_F(OneSessionTest, StoresAndReturnsAValue) {
  EXPECT_EQ(tell("set k 5 0 3\r\nabc\r\nget k\r\n"), "STORED\r\nVALUE k 5 3\r\nabc\r\nEND\r\n");
}

TEST_F(OneSessionTest, AnswersTheSameHoweverTheOctetsAreCut) {
  const std::string octets =
      "set k 5 0 3\r\nabc\r\nms m 4 T90 c k Oq\r\nwxyz\r\nmg m v t k\r\nget k m nope\r\n"
      "set bad abc 0 5\r\n12345\r\nset k 0 0 3 noreply\r\nxyz\r\nincr k 1\r\nma n N0 J5 v\r\nmn\r\n"
      "gat 100 k\r\ndelete k\r\nms m 2 S\r\nab\r\nversion\r\nset k 0 0 2\r\nabcdef\r\nmd m "
      "q\r\nmn\r\n";
  const std::string whole = tell(octets);
  for (const std::size_t piece_size : {1U, 2U, 3U, 7U, 64U}) {
    store_.flush_all();
    Session session(server_);
    std::string cut = tell(session, octets, piece_size);
    // The CAS unique of the ms differs from run to run.
    EXPECT_EQ(cut.substr(0, 11), whole.substr(0, 11));
    EXPECT_EQ(cut.substr(cut.find(" km")), whole.substr(whole.find(" km"))) << piece_size;
  }
}

TEST_F(OneSessionTest, SharesOneKeySpaceAmongAllDialects) {
  EXPECT_EQ(tell("set k 7 0 1\r\n5\r\n"), "STORED\r\n");
  Session binary(server_);
  const std::string get(
      "\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\0\0\0\x2a\0\0\0\0\0\0\0\0k", 25);
  const std::string reply = tell(binary, get, 1);
  ASSERT_EQ(reply.size(), 29U);
  EXPECT_EQ(reply.substr(0, 2), std::string("\x81\x00", 2));
  EXPECT_EQ(reply.substr(12, 4), std::string("\0\0\0\x2a", 4));
  EXPECT_EQ(reply.substr(24), std::string("\0\0\0\x07", 4) + "5");
  EXPECT_EQ(tell("ma k v f\r\nmg k f\r\n"), "VA 1\r\n6\r\nHD f7\r\n");
}

TEST_F(OneSessionTest, RefusesATooLargeValueAfterItsBlockAndStaysInStep) {
  EXPECT_EQ(tell("set k 0 0 1\r\na\r\n"), "STORED\r\n");
  EXPECT_EQ(tell("set k 0 0 20000\r\n"), "");
  EXPECT_EQ(tell(std::string(20000, 'x')), "");
  EXPECT_EQ(tell("\r\nget k\r\n"), "SERVER_ERROR object too large for cache\r\nEND\r\n");
}

TEST_F(OneSessionTest, IsSilentAboutATooLargeValueThatWantsNoReply) {
  EXPECT_EQ(tell("set k 0 0 20000 noreply\r\n" + std::string(20000, 'x') + "\r\nmn\r\n"), "MN\r\n");
}

TEST_F(OneSessionTest, StopsWhenTheOutputIsFullAndGoesOnFromThere) {
  ASSERT_EQ(tell("set k 0 0 10000\r\n" + std::string(10000, 'x') + "\r\n"), "STORED\r\n");
  std::string request = "get";
  for (int at = 0; at < 200; ++at) request += " k";
  request += "\r\nmn\r\n";

  std::size_t hits = 0;
  std::string replies;
  std::string_view rest = request;
  int rounds = 0;
  while (!rest.empty()) {
    ASSERT_LT(++rounds, 100);
    Output output;
    rest.remove_prefix(session_.receive(rest, now_, output));
    EXPECT_LT(output.pending().size(), Output::kFullSize + 11'000);
    replies.append(output.pending());
  }
  for (std::size_t at = replies.find("VALUE k"); at != std::string::npos;
       at = replies.find("VALUE k", at + 1)) {
    ++hits;
  }
  EXPECT_GT(rounds, 2);
  EXPECT_EQ(hits, 200U);
  EXPECT_TRUE(replies.ends_with("\r\nEND\r\nMN\r\n"));
}

TEST_F(OneSessionTest, ClosesOnQuitAndDoesNothingBehindIt) {
  EXPECT_EQ(tell("version\r\nquit\r\nset k 0 0 1\r\na\r\n"), "VERSION 1.6.45-mcspecd\r\n");
  EXPECT_TRUE(session_.wants_close());
  Session other(server_);
  EXPECT_EQ(tell(other, "get k\r\n"), "END\r\n");
}

TEST_F(OneSessionTest, ClosesWithoutAWordOnALineThatIsTooLong) {
  EXPECT_EQ(tell(std::string(20'000, 'a')), "");
  EXPECT_TRUE(session_.wants_close());
}

TEST_F(OneSessionTest, ClosesWithoutAWordOnAnHttpRequest) {
  EXPECT_EQ(tell("GET / HTTP/1.1\r\n"), "");
  EXPECT_TRUE(session_.wants_close());
}

TEST_F(OneSessionTest, ForgetsWhatHasExpired) {
  EXPECT_EQ(tell("set k 0 5 1\r\na\r\nget k\r\n"), "STORED\r\nVALUE k 0 1\r\na\r\nEND\r\n");
  now_ += 5;
  EXPECT_EQ(tell("get k\r\n"), "END\r\n");
}

TEST_F(OneSessionTest, ListsStatisticsInBothEncodings) {
  EXPECT_EQ(tell("stats settings\r\n"), "STAT maxconns 1024\r\nEND\r\n");
  EXPECT_NE(tell("stats\r\n").find("STAT curr_items 0\r\n"), std::string::npos);
  EXPECT_EQ(tell("stats nothing\r\n"), "ERROR\r\n");
  EXPECT_EQ(tell("stats reset\r\n"), "RESET\r\n");
}

TEST_F(OneSessionTest, CountsFromZeroAfterAReset) {
  tell("get a b c\r\n");
  EXPECT_NE(tell("stats\r\n").find("STAT get_misses 3\r\n"), std::string::npos);
  tell("stats reset\r\nget a\r\n");
  EXPECT_NE(tell("stats\r\n").find("STAT get_misses 1\r\n"), std::string::npos);
}

TEST_F(OneSessionTest, SetsHowMuchIsLogged) {
  EXPECT_EQ(tell("verbosity 2\r\n"), "OK\r\n");
  EXPECT_EQ(log_.level(), 2U);
  EXPECT_EQ(tell("verbosity\r\n"), "CLIENT_ERROR bad command line format\r\n");
  EXPECT_EQ(tell("verbosity 0 noreply\r\nmn\r\n"), "MN\r\n");
  EXPECT_EQ(log_.level(), 0U);
}

TEST_F(OneSessionTest, KeepsABinaryValueThatComesInPieces) {
  Session binary(server_);
  std::string set("\x80\x01\x00\x01\x08\x00\x00\x00\x00\x00\x00\x0c\0\0\0\1\0\0\0\0\0\0\0\0", 24);
  set += std::string("\0\0\0\x09\0\0\0\0", 8) + "kabc";
  set[11] = 12;
  const std::string reply = tell(binary, set, 1);
  ASSERT_EQ(reply.size(), 24U);
  EXPECT_EQ(reply[7], '\0');
  EXPECT_EQ(tell("get k\r\n"), "VALUE k 9 3\r\nabc\r\nEND\r\n");
}

TEST_F(OneSessionTest, RefusesAnUnknownOpcodeAfterItsBodyAndStaysInStep) {
  Session binary(server_);
  std::string packet("\x80\xfe\x00\x03\x00\x00\x00\x00\x00\x00\x00\x05\0\0\0\1\0\0\0\0\0\0\0\0",
                     24);
  packet += "keyvv";
  std::string noop("\x80\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0", 24);
  const std::string reply = tell(binary, packet + noop, 5);
  ASSERT_EQ(reply.size(), 24U + 15U + 24U);
  EXPECT_EQ(reply.substr(24, 15), "Unknown command");
  EXPECT_EQ(reply[24 + 15 + 15], '\2');
  EXPECT_FALSE(binary.wants_close());
}

TEST_F(OneSessionTest, LetsAValuePassThatNobodyTakesBeforeASetThatComesInPieces) {
  Session binary(server_);
  std::string touch("\x80\x1c\x00\x01\x04\x00\x00\x00\x00\x00\x00\x08\0\0\0\1\0\0\0\0\0\0\0\0", 24);
  touch += std::string("\0\0\0\x3c", 4) + "k" + "xyz";
  std::string set("\x80\x01\x00\x01\x08\x00\x00\x00\x00\x00\x00\x0e\0\0\0\2\0\0\0\0\0\0\0\0", 24);
  set += std::string("\0\0\0\x09\0\0\0\0", 8) + "khello";
  set[11] = 14;
  const std::string octets = touch + set;
  // The leftover of the touch, the head of the set and half of its value come at once.
  const std::string reply = tell(binary, octets, octets.size() - 2);
  ASSERT_EQ(reply.size(), 24U + 9U + 24U);
  EXPECT_EQ(tell("get k\r\n"), "VALUE k 9 5\r\nhello\r\nEND\r\n");
}

TEST_F(OneSessionTest, HoldsNothingAsideOnceABlockIsOver) {
  EXPECT_EQ(tell(session_, "set k 0 0 5\r\nhello\r\nget k\r\n", 1),
            "STORED\r\nVALUE k 0 5\r\nhello\r\nEND\r\n");
  EXPECT_EQ(tell("set k 0 0 2\r\nhi\r\nget k\r\n"), "STORED\r\nVALUE k 0 2\r\nhi\r\nEND\r\n");
}

TEST_F(OneSessionTest, CountsAValueThatDidNotEndAsItShould) {
  EXPECT_EQ(tell("set k 0 0 1\r\nxxx"), "CLIENT_ERROR bad data chunk\r\n");
  EXPECT_EQ(tell("ms k 1\r\nxxx"), "CLIENT_ERROR bad data chunk\r\n");
  EXPECT_NE(tell("stats\r\n").find("STAT cmd_set 2\r\n"), std::string::npos);
}

TEST_F(OneSessionTest, CountsKeysByPrefixInTextAndBinary) {
  EXPECT_EQ(tell("stats detail on\r\n"), "OK\r\n");
  tell("set a:1 0 0 1\r\nx\r\nget a:1 a:2 b\r\ngat 0 a:1\r\ndelete a:2\r\nms a:3 1\r\nx\r\n");
  tell("mg a:1 v\r\nincr a:1 1\r\ntouch a:1 0\r\nset a:1 0 0 1\r\ntoo long\r\n");
  Session binary(server_);
  const std::string get("\x80\0\0\3\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0a:1", 27);
  const std::string remove("\x80\4\0\3\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0a:2", 27);
  tell(binary, get + remove);
  EXPECT_EQ(tell("stats detail dump\r\n"), "PREFIX a get 4 hit 3 set 2 del 2\r\nEND\r\n");
  EXPECT_EQ(tell("stats detail\r\n"), "CLIENT_ERROR usage: stats detail on|off|dump\r\n");
}

TEST_F(OneSessionTest, CountsInspectionsAsMeta) {
  tell("set k 0 0 1\r\nx\r\nme k\r\nme nothing\r\nmg k\r\nmn\r\n");
  EXPECT_NE(tell("stats\r\n").find("STAT cmd_meta 2\r\n"), std::string::npos);
}

TEST_F(OneSessionTest, HasAClockToMoveOnlyWhereItIsGivenOne) {
  EXPECT_EQ(tell("debugtime p\r\ndebugtime r noreply\r\n"), "ERROR\r\n");
}

TEST_F(OneSessionTest, MovesTheClockForWhatFollowsInTheSamePiece) {
  const base::ManualClock below(now_);
  base::AdjustableClock clock(below);
  server_.clock = &clock;
  EXPECT_EQ(tell("set k 0 5 1\r\nx\r\ndebugtime p\r\ndebugtime 4\r\nget k\r\n"
                 "debugtime -3\r\nmg k t\r\ndebugtime 1 noreply\r\nmg k t\r\n"),
            "STORED\r\nOK\r\nOK\r\nVALUE k 0 1\r\nx\r\nEND\r\nOK\r\nEN\r\nEN\r\n");
  EXPECT_EQ(clock.now(), now_ + 4 + 1 + 2);
  EXPECT_EQ(tell("debugtime r\r\n"), "OK\r\n");
  EXPECT_EQ(clock.now(), now_ + 2);
}

TEST_F(OneSessionTest, RefusesWhatIsNoOrderForTheClock) {
  const base::ManualClock below(now_);
  base::AdjustableClock clock(below);
  server_.clock = &clock;
  for (const char* const words : {"", " x", " 3x", " pause", " 99999999999999999999"}) {
    EXPECT_EQ(tell("debugtime" + std::string(words) + "\r\n"), "ERROR\r\n") << words;
  }
  EXPECT_EQ(clock.now(), now_);
}

}  // namespace
}  // namespace mcspec::session
