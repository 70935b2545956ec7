#include "server/auth/sasl.h"

#include <gtest/gtest.h>

#include <string>

#include "server/auth/sasl_testing.h"

namespace mcspec::auth {
namespace {

using Outcome = SaslExchange::Outcome;

class SaslTest : public testing::Test {
 protected:
  SaslTest() { EXPECT_TRUE(started_); }

  const bool started_ = start_sasl_for_test();
  SaslExchange exchange_;
};

TEST_F(SaslTest, OffersTheMechanismsThatAreConfigured) {
  EXPECT_EQ(exchange_.mechanisms(), "PLAIN");
}

TEST_F(SaslTest, AdmitsWhoKnowsThePassword) {
  EXPECT_EQ(exchange_.start("PLAIN", kAnnsData), Outcome::admitted);
}

TEST_F(SaslTest, RefusesEverybodyElseAndListensOn) {
  EXPECT_EQ(exchange_.start("PLAIN", std::string("\0ann@realm\0secreT", 17)), Outcome::refused);
  EXPECT_EQ(exchange_.start("PLAIN", std::string("\0bob@realm\0secret", 17)), Outcome::refused);
  EXPECT_EQ(exchange_.start("PLAIN", "garbage"), Outcome::refused);
  EXPECT_EQ(exchange_.start("NOPE", kAnnsData), Outcome::refused);
  EXPECT_EQ(exchange_.start("", ""), Outcome::refused);
  EXPECT_EQ(exchange_.start("plain", kAnnsData), Outcome::admitted);
}

TEST_F(SaslTest, AsksForWhatWasNotSaidAtOnce) {
  EXPECT_EQ(exchange_.start("PLAIN", ""), Outcome::more);
  EXPECT_EQ(exchange_.challenge(), "");
  EXPECT_EQ(exchange_.step(kAnnsData), Outcome::admitted);
}

TEST_F(SaslTest, RefusesAStepBeforeAStart) {
  EXPECT_EQ(exchange_.step(kAnnsData), Outcome::refused);
}

TEST_F(SaslTest, AdmitsOnlyOnce) {
  EXPECT_EQ(exchange_.start("PLAIN", kAnnsData), Outcome::admitted);
  EXPECT_EQ(exchange_.start("PLAIN", kAnnsData), Outcome::refused);
}

}  // namespace
}  // namespace mcspec::auth
