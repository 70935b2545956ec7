#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "server/auth/user_file.h"
#include "server/session/session.h"
#include "server/session/session_testing.h"

namespace mcspec::session {
namespace {

/// A server that lets in ann, whose password is `one two`.
class TextLoginTest : public SessionTest {
 protected:
  TextLoginTest() {
    std::ofstream(path_, std::ios::binary) << "ann:one two\n";
    EXPECT_EQ(users_.load(), std::nullopt);
    std::remove(path_.c_str());
    server_.users = &users_;
    server_.negotiation = codec::Negotiation::text;
  }

  const std::string path_ =
      testing::TempDir() + "users-" + testing::UnitTest::GetInstance()->current_test_info()->name();
  auth::UserFile users_{path_};
};

constexpr std::string_view kGood = "set x 0 0 11\r\nann one two\r\n";
constexpr std::string_view kWrong = "set x 0 0 11\r\nann one twx\r\n";

TEST_F(TextLoginTest, LetsInWhoKnowsThePassword) {
  Session session(server_);
  EXPECT_EQ(tell(session, kGood), "STORED\r\n");
  EXPECT_EQ(tell(session, "set x 0 0 1\r\na\r\nget x\r\n"),
            "STORED\r\nVALUE x 0 1\r\na\r\nEND\r\n");
}

TEST_F(TextLoginTest, KeepsEverybodyElseOut) {
  Session session(server_);
  EXPECT_EQ(tell(session, "get abc\r\nversion\r\n"),
            "CLIENT_ERROR unauthenticated\r\nCLIENT_ERROR unauthenticated\r\n");
  EXPECT_EQ(tell(session, kWrong), "CLIENT_ERROR authentication failure\r\n");
  EXPECT_EQ(tell(session, "get abc\r\n"), "CLIENT_ERROR unauthenticated\r\n");
  EXPECT_FALSE(session.wants_close());
}

TEST_F(TextLoginTest, StoresNothingOfAnAttempt) {
  Session session(server_);
  EXPECT_EQ(tell(session, std::string(kGood) + "get x\r\n"), "STORED\r\nEND\r\n");
}

TEST_F(TextLoginTest, TakesACutAttemptAndWhatFollowsItLikeAWholeOne) {
  const std::string octets = std::string(kWrong) + std::string(kGood) + "mn\r\nversion\r\n";
  const std::string whole = [&] {
    Session session(server_);
    return tell(session, octets);
  }();
  for (const std::size_t piece_size : {1U, 2U, 5U}) {
    Session session(server_);
    EXPECT_EQ(tell(session, octets, piece_size), whole);
  }
}

TEST_F(TextLoginTest, LetsInEachConnectionByItself) {
  Session first(server_);
  Session second(server_);
  EXPECT_EQ(tell(first, kGood), "STORED\r\n");
  EXPECT_EQ(tell(second, "get abc\r\n"), "CLIENT_ERROR unauthenticated\r\n");
}

TEST_F(TextLoginTest, KnowsNoBinary) {
  Session session(server_);
  const std::string version = std::string("\x80\x0b", 2) + std::string(22, '\0');
  EXPECT_EQ(tell(session, version + "\r\n"), "CLIENT_ERROR unauthenticated\r\n");
}

TEST_F(TextLoginTest, ClosesWithoutAWordWhereNothingCanBeUnderstood) {
  Session session(server_);
  EXPECT_EQ(tell(session, std::string(20'000, 'x')), "");
  EXPECT_TRUE(session.wants_close());
}

TEST_F(TextLoginTest, CountsAttempts) {
  Session session(server_);
  tell(session, "version\r\n");
  tell(session, kWrong);
  tell(session, kGood);
  EXPECT_EQ(connections_.sum().auth_cmds, 2U);
  EXPECT_EQ(connections_.sum().auth_errors, 1U);
}

TEST_F(TextLoginTest, StopsWhenTheOutputIsFull) {
  std::string many;
  for (int count = 0; count < 20'000; ++count) many += "get abc\r\n";
  Session session(server_);
  Output output;
  const std::size_t used = session.receive(many, now_, output);
  EXPECT_LT(used, many.size());
  EXPECT_TRUE(output.is_full());
}

}  // namespace
}  // namespace mcspec::session
