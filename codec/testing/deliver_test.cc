#include "codec/testing/deliver.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mcspec::codec::testing {
namespace {

using DeliverDeathTest = ::testing::Test;

TEST(DeliverDeathTest, TrapsAStepThatTakesMoreThanThereIs) {
  check_step({.event = Event::head, .consumed = 4}, 4);
  EXPECT_DEATH(check_step({.event = Event::head, .consumed = 5}, 4), "more than it was given");
}

TEST(DeliverDeathTest, TrapsAnEventThatTakesNothing) {
  check_step({.event = Event::need_more}, 4);
  check_step({.event = Event::last_data}, 4);
  EXPECT_DEATH(check_step({.event = Event::head}, 4), "in no octets");
  EXPECT_DEATH(check_step({.event = Event::data}, 4), "in no octets");
  EXPECT_DEATH(check_step({.event = Event::rejected}, 4), "in no octets");
}

TEST(DeliverDeathTest, TrapsASkipThatWasNotConsumed) {
  EXPECT_DEATH(check_step({.event = Event::head, .skipped = 5, .consumed = 4}, 4), "skipped more");
}

TEST(DeliverDeathTest, TrapsABrokenStepOfReplies) {
  check_step({.event = ReplyEvent::reply, .consumed = 4}, 4);
  check_step({.event = ReplyEvent::need_more}, 4);
  check_step({.event = ReplyEvent::last_data}, 4);
  EXPECT_DEATH(check_step({.event = ReplyEvent::reply, .consumed = 5}, 4),
               "more than it was given");
  EXPECT_DEATH(check_step({.event = ReplyEvent::reply}, 4), "in no octets");
  EXPECT_DEATH(check_step({.event = ReplyEvent::data}, 4), "in no octets");
  EXPECT_DEATH(check_step({.event = ReplyEvent::rejected}, 4), "in no octets");
}

TEST(DeliverDeathTest, TrapsABrokenStepBeforeAuthentication) {
  using classic::AuthenticationEvent;
  check_step({.event = AuthenticationEvent::credentials, .consumed = 4}, 4);
  check_step({.event = AuthenticationEvent::need_more}, 4);
  EXPECT_DEATH(check_step({.event = AuthenticationEvent::rejected, .consumed = 5}, 4),
               "more than it was given");
  EXPECT_DEATH(check_step({.event = AuthenticationEvent::rejected}, 4), "in no octets");
  EXPECT_DEATH(check_step({.event = AuthenticationEvent::need_more, .consumed = 1}, 4),
               "needs more of what");
}

TEST(DeliverDeathTest, EndsWhereAReadGoesPastAGuardedWindow) {
  Window window(Window::Place::guard_page);
  const Bytes octets = window.place("abc");
  EXPECT_EQ(octets, "abc");
  EXPECT_DEATH(
      {
        const volatile char* behind = octets.data() + octets.size();
        [[maybe_unused]] const char octet = *behind;
      },
      "");
}

TEST(Deliver, PutsThePiecesOfABlockTogether) {
  const Bytes wire = "set k 0 0 5\r\nhello\r\n";
  const EventLog log = deliver(wire, {}, cuts_every(2, wire.size()));
  ASSERT_EQ(log.events.size(), 3U);
  EXPECT_EQ(log.events[1].encoded, "hello");
  EXPECT_EQ(log.events[1].consumed, 5U);
  EXPECT_EQ(log.encoded(), wire);
}

TEST(Deliver, KnowsWhetherTheInputEndedBetweenCommands) {
  for (const Bytes wire : {"mn\r\n", "set k 0 0 1\r\nx\r\n", "foo\r\n", "set k f 0 1\r\nx\r\n"}) {
    EXPECT_TRUE(deliver(wire, {}).complete) << wire;
  }
  for (const Bytes wire : {"mn\r", "set k 0 0 1\r\n", "set k 0 0 1\r\nx", "set k 0 0 1\r\nx\r",
                           "set k f 0 1\r\n", "set k f 0 1\r\nx\r", "\x80"}) {
    EXPECT_FALSE(deliver(wire, {}).complete) << wire;
    EXPECT_TRUE(deliver(wire, {}).text().ends_with("more")) << wire;
  }
}

TEST(Deliver, KnowsWhetherTheInputEndedBetweenAttemptsToAuthenticate) {
  const StreamSetup setup{.authentication = true};
  EXPECT_TRUE(deliver("set auth 0 0 3\r\nu p\r\n", setup).complete);
  EXPECT_TRUE(deliver("version\r\n", setup).complete);
  EXPECT_TRUE(deliver("quit\r\n", setup).closed);
  for (const Bytes wire : {"set auth", "set auth 0 0 3\r\n", "set auth 0 0 3\r\nu p\r"}) {
    EXPECT_FALSE(deliver(wire, setup).complete) << wire;
  }
}

TEST(Deliver, StopsBehindAFatalRejection) {
  const EventLog log = deliver("GET / HTTP/1.1\r\nmn\r\n", {});
  EXPECT_TRUE(log.closed);
  EXPECT_EQ(log.events.size(), 1U);
  EXPECT_EQ(log.encoded(), "");
}

TEST(Cuts, LeavePiecesOfOneSize) {
  EXPECT_EQ(cuts_every(3, 7), (std::vector<std::size_t>{3, 6}));
  EXPECT_EQ(cuts_every(3, 6), (std::vector<std::size_t>{3}));
  EXPECT_TRUE(cuts_every(6, 6).empty());
}

TEST(Cuts, FollowTheBitsOfAComposition) {
  EXPECT_TRUE(cuts_of(0, 4).empty());
  EXPECT_EQ(cuts_of(0b101, 4), (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(cuts_of(0b111, 4), (std::vector<std::size_t>{1, 2, 3}));
}

}  // namespace
}  // namespace mcspec::codec::testing
