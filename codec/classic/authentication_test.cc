#include "codec/classic/authentication.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>
#include <type_traits>

#include "codec/testing/deliver.h"

namespace mcspec::codec::classic {
namespace {

namespace testing = codec::testing;

using Event = AuthenticationEvent;

TEST(AuthenticationStream, OwnsNothing) {
  static_assert(std::is_trivially_copyable_v<AuthenticationStream>);
  static_assert(std::is_trivially_destructible_v<AuthenticationStream>);
  EXPECT_LE(sizeof(AuthenticationStream), 96U) << "there is one for each connection";
  EXPECT_LE(sizeof(AuthenticationStep), 16U) << "two registers";
}

TEST(AuthenticationStream, NeedsMoreOfNothing) {
  AuthenticationStream stream;
  const AuthenticationStep step = stream.next({});
  EXPECT_EQ(step.event, Event::need_more);
  EXPECT_EQ(step.consumed, 0U);
}

TEST(AuthenticationStream, FindsCredentialsWithViewsIntoItsInput) {
  const std::string input = "set x 0 0 9\r\nuser pass\r\nget x\r\n";
  AuthenticationStream stream;
  const AuthenticationStep step = stream.next(input);
  ASSERT_EQ(step.event, Event::credentials);
  EXPECT_EQ(step.consumed, 24U) << "what follows is the caller's to hand on";
  EXPECT_EQ(stream.credentials().user, "user");
  EXPECT_EQ(stream.credentials().user.data(), input.data() + 13);
  EXPECT_EQ(stream.credentials().password, "pass");
  EXPECT_EQ(stream.credentials().password.data(), input.data() + 18);
}

TEST(AuthenticationStream, ConsumesNothingBeforeABlockIsComplete) {
  const std::string input = "set x 0 0 9\r\nuser pass\r\n";
  AuthenticationStream stream;
  for (std::size_t size = 0; size < input.size(); ++size) {
    const std::string moved = input.substr(0, size);
    const AuthenticationStep step = stream.next(moved);
    ASSERT_EQ(step.event, Event::need_more) << size;
    ASSERT_EQ(step.consumed, 0U) << size;
  }
  EXPECT_EQ(stream.next(input).event, Event::credentials);
}

TEST(AuthenticationStream, TouchesNoOctetsTwiceInSearchOfTheEndOfALine) {
  const std::string original = "set auth 0 0 9\r\nuser pass\r\n";
  const std::size_t line_size = original.find('\n') + 1;
  std::string input = original;
  AuthenticationStream stream;
  for (std::size_t size = 1; size < input.size(); ++size) {
    const AuthenticationStep step = stream.next(Bytes(input).substr(0, size));
    ASSERT_EQ(step.event, Event::need_more) << size;
    // A stream that went back to what it has scanned would find a line here.
    input[size - 1] = '\n';
    if (size + 1 == line_size) input = original;
  }
  input.replace(line_size, std::string::npos, original, line_size);
  EXPECT_EQ(stream.next(input).event, Event::credentials);
}

TEST(AuthenticationStream, NeedsMoreForEverBehindAFatalRejection) {
  AuthenticationStream stream;
  const AuthenticationStep step = stream.next("quit\r\n");
  EXPECT_EQ(step.event, Event::rejected);
  EXPECT_EQ(step.fault, Fault::line_too_short);
  EXPECT_TRUE(step.fatal);
  EXPECT_EQ(stream.next("set x 0 0 3\r\nu p\r\n").event, Event::need_more);
}

TEST(AuthenticationStream, FindsTheShortestAttemptInEveryComposition) {
  const Bytes wire = "set a b c 1\n \r\n";
  ASSERT_EQ(wire.size(), 15U);
  const testing::StreamSetup setup{.authentication = true};
  for (unsigned composition = 0; composition < 1U << (wire.size() - 1); ++composition) {
    const auto cuts = testing::cuts_of(composition, wire.size());
    ASSERT_EQ(testing::deliver(wire, setup, cuts).text(), "credentials user= password=")
        << "composition " << composition;
  }
}

TEST(AuthenticationStream, WaitsForAllOfTheLargestBlockThereCanBe) {
  constexpr std::uint32_t kMax = std::numeric_limits<std::uint32_t>::max();
  AuthenticationStream stream(Limits{.credentials_size_max = kMax});
  const Bytes input = "set x 0 0 4294967295\r\nu p\r\n";
  const AuthenticationStep step = stream.next(input);
  EXPECT_EQ(step.event, Event::need_more);
  EXPECT_EQ(step.consumed, 0U);
}

TEST(AuthenticationStream, KeepsTheLimitsItWasGiven) {
  const AuthenticationStream stream(Limits{.credentials_size_max = 7});
  EXPECT_EQ(stream.limits().credentials_size_max, 7U);
}

TEST(AuthenticationStream, NeedsNoMoreOctetsThanItPromises) {
  const Limits limits{.line_size_max = 20, .credentials_size_max = 30};
  const std::string line = "set x 0 0 30" + std::string(6, ' ') + "\r\n";
  const std::string input = line + "u " + std::string(28, 'p') + "\r\n";
  ASSERT_EQ(input.size(), 20U + 30U + 2U);
  AuthenticationStream stream(limits);
  EXPECT_EQ(stream.next(Bytes(input).substr(0, input.size() - 1)).event, Event::need_more);
  EXPECT_EQ(stream.next(input).event, Event::credentials);
}

/// What encode_credentials() writes.
std::string encoded(const Credentials& credentials) {
  std::array<char, 64> space;
  Writer out(space);
  EXPECT_EQ(encode_credentials(out, credentials), Fault::none);
  EXPECT_TRUE(out.ok());
  return std::string(out.written());
}

TEST(Credentials, AreWrittenAsAnItemIsStored) {
  EXPECT_EQ(encoded({.user = "user", .password = "pass"}), "set auth 0 0 9\r\nuser pass\r\n");
  EXPECT_EQ(encoded({.user = "u", .password = "a b"}), "set auth 0 0 5\r\nu a b\r\n");
  EXPECT_EQ(encoded({.user = "", .password = ""}), "set auth 0 0 1\r\n \r\n");
}

TEST(Credentials, AreNotWrittenWithASpaceInTheUser) {
  std::array<char, 64> space;
  Writer out(space);
  EXPECT_EQ(encode_credentials(out, {.user = "a b", .password = "c"}), Fault::bad_credentials);
  EXPECT_EQ(out.size(), 0U);
}

TEST(Credentials, AreNotWrittenIfNobodyWouldReadThem) {
  const Limits limits{.credentials_size_max = 4};
  const auto fault = [&](Bytes user, Bytes password) {
    std::array<char, 64> space;
    Writer out(space);
    const Fault found = encode_credentials(out, {.user = user, .password = password}, limits);
    EXPECT_EQ(out.size() == 0, found != Fault::none);
    return found;
  };
  EXPECT_EQ(fault("ab", "c"), Fault::none);
  EXPECT_EQ(fault("", "abc"), Fault::none);
  EXPECT_EQ(fault("abc", ""), Fault::none);
  EXPECT_EQ(fault("ab", "cd"), Fault::credentials_too_long);
  EXPECT_EQ(fault("abcd", ""), Fault::credentials_too_long);
  EXPECT_EQ(fault("abcde", ""), Fault::credentials_too_long);
  EXPECT_EQ(fault("", "abcd"), Fault::credentials_too_long);
}

}  // namespace
}  // namespace mcspec::codec::classic
