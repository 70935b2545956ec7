#include "server/session/sasl_login.h"

#include <gtest/gtest.h>

#include <string>

#include "codec/binary/packet.h"
#include "codec/binary/reply.h"
#include "server/auth/sasl_testing.h"
#include "server/session/session_testing.h"

namespace mcspec::session {
namespace {

using codec::binary::Opcode;
using codec::binary::Status;

/// A server that asks SASL who is there.
class SaslLoginTest : public SessionTest {
 protected:
  SaslLoginTest() {
    EXPECT_TRUE(auth::start_sasl_for_test());
    server_.sasl = true;
    server_.negotiation = codec::Negotiation::binary;
  }

  static std::string packet(std::uint8_t opcode, std::string_view key = {},
                            std::string_view value = {}, std::string_view extras = {}) {
    std::string octets(codec::binary::kHeaderSize, '\0');
    const std::size_t body = key.size() + value.size() + extras.size();
    octets[0] = '\x80';
    octets[1] = static_cast<char>(opcode);
    octets[2] = static_cast<char>(key.size() >> 8);
    octets[3] = static_cast<char>(key.size());
    octets[4] = static_cast<char>(extras.size());
    for (std::size_t place = 0; place < 4; ++place) {
      octets[8 + place] = static_cast<char>(body >> (24 - 8 * place));
    }
    return octets.append(extras).append(key).append(value);
  }

  static std::string packet(Opcode opcode, std::string_view key = {}, std::string_view value = {}) {
    return packet(static_cast<std::uint8_t>(opcode), key, value);
  }

  static Status status_of(std::string_view reply) {
    EXPECT_GE(reply.size(), codec::binary::kHeaderSize);
    if (reply.size() < codec::binary::kHeaderSize) return Status::success;
    return static_cast<Status>(static_cast<unsigned char>(reply[6]) << 8 |
                               static_cast<unsigned char>(reply[7]));
  }

  static std::string_view words_of(std::string_view reply) {
    return reply.substr(codec::binary::kHeaderSize);
  }

  static inline const std::string kAnn = packet(Opcode::sasl_auth, "PLAIN", auth::kAnnsData);
  static inline const std::string kWrong = packet(Opcode::sasl_auth, "PLAIN", "wrong");
};

TEST_F(SaslLoginTest, LetsInWhoKnowsThePassword) {
  Session session(server_);
  const std::string reply = tell(session, kAnn);
  EXPECT_EQ(status_of(reply), Status::success);
  EXPECT_EQ(words_of(reply), "Authenticated");
  EXPECT_EQ(status_of(tell(session, packet(Opcode::get, "k"))), Status::key_not_found);
}

TEST_F(SaslLoginTest, TakesACutAttemptLikeAWholeOne) {
  Session session(server_);
  const std::string replies = tell(session, kAnn + packet(Opcode::noop), 1);
  EXPECT_EQ(status_of(replies), Status::success);
  EXPECT_EQ(words_of(replies).substr(0, 13), "Authenticated");
  EXPECT_EQ(status_of(replies.substr(37)), Status::success);
}

TEST_F(SaslLoginTest, ClosesOnEveryOtherCommandOfAStranger) {
  for (int opcode = 0; opcode < 256; ++opcode) {
    if (opcode == 0x0b || (opcode >= 0x20 && opcode <= 0x22)) continue;
    Session session(server_);
    const std::string reply = tell(session, packet(static_cast<std::uint8_t>(opcode), "k"));
    EXPECT_EQ(status_of(reply), Status::auth_error) << opcode;
    EXPECT_EQ(words_of(reply), "Auth failure.") << opcode;
    EXPECT_TRUE(session.wants_close()) << opcode;
  }
}

TEST_F(SaslLoginTest, TellsAStrangerItsVersionAndMechanisms) {
  Session session(server_);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::version))), Status::success);
  EXPECT_EQ(words_of(tell(session, packet(Opcode::sasl_list_mechanisms))), "PLAIN");
  EXPECT_FALSE(session.wants_close());
}

TEST_F(SaslLoginTest, SaysWhereThePacketEndsBeforeItAsksWhoSentIt) {
  Session session(server_);
  std::string impossible = packet(Opcode::get, "k");
  impossible[11] = 0;
  EXPECT_EQ(status_of(tell(session, impossible)), Status::unknown_command);
  EXPECT_TRUE(session.wants_close());
}

TEST_F(SaslLoginTest, AsksAStrangerWhoItIsBeforeItLooksAtAKeyThatIsTooLong) {
  Session session(server_);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::get, std::string(251, 'k')))),
            Status::auth_error);
}

TEST_F(SaslLoginTest, StaysOpenWhenAnAttemptFails) {
  Session session(server_);
  EXPECT_EQ(status_of(tell(session, kWrong)), Status::auth_error);
  EXPECT_EQ(status_of(tell(session, kWrong)), Status::auth_error);
  EXPECT_EQ(status_of(tell(session, kAnn)), Status::success);
}

TEST_F(SaslLoginTest, LetsNobodyInWhoHasFailedOftenEnough) {
  Session session(server_);
  tell(session, kWrong + kWrong);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::get, "k"))), Status::auth_error);
  EXPECT_TRUE(session.wants_close());
}

TEST_F(SaslLoginTest, ForgetsWhoThereIsWithEachFurtherSaslCommand) {
  for (const std::string& further : {packet(Opcode::sasl_list_mechanisms), kWrong, kAnn}) {
    Session session(server_);
    EXPECT_EQ(status_of(tell(session, kAnn)), Status::success);
    tell(session, further);
    EXPECT_EQ(status_of(tell(session, packet(Opcode::noop))), Status::auth_error);
  }
}

TEST_F(SaslLoginTest, LetsInEachConnectionByItself) {
  Session first(server_);
  Session second(server_);
  EXPECT_EQ(status_of(tell(first, kAnn)), Status::success);
  EXPECT_EQ(status_of(tell(second, packet(Opcode::noop))), Status::auth_error);
}

TEST_F(SaslLoginTest, GoesOnWithAnExchangeStepByStep) {
  Session session(server_);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::sasl_step, "PLAIN", auth::kAnnsData))),
            Status::auth_error);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::sasl_auth, "PLAIN"))), Status::auth_continue);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::sasl_step, "PLAIN", auth::kAnnsData))),
            Status::success);
}

TEST_F(SaslLoginTest, SwallowsWhatIsTooLongToBeMeant) {
  Session session(server_);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::sasl_auth, std::string(33, 'X'), "abc"))),
            Status::invalid_arguments);
  const std::string long_data =
      tell(session, packet(Opcode::sasl_auth, "PLAIN", std::string(100'000, 'x')));
  EXPECT_EQ(status_of(long_data), Status::out_of_memory);
  EXPECT_EQ(words_of(long_data), "Out of memory");
  EXPECT_EQ(status_of(tell(session, kAnn)), Status::success);
}

TEST_F(SaslLoginTest, CountsAttemptsThatCameToAnEnd) {
  Session session(server_);
  tell(session,
       packet(Opcode::sasl_list_mechanisms) + packet(Opcode::sasl_auth, "PLAIN") + kWrong + kAnn);
  EXPECT_EQ(connections_.sum().auth_cmds, 2U);
  EXPECT_EQ(connections_.sum().auth_errors, 1U);
}

TEST_F(SaslLoginTest, KnowsNothingOfSaslWhereItIsOff) {
  server_.sasl = false;
  Session session(server_);
  EXPECT_EQ(status_of(tell(session, kAnn)), Status::unknown_command);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::sasl_list_mechanisms))),
            Status::unknown_command);
  EXPECT_EQ(status_of(tell(session, packet(Opcode::noop))), Status::success);
}

}  // namespace
}  // namespace mcspec::session
