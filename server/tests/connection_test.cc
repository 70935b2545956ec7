#include "server/net/connection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "server/tests/server_parts.h"

namespace mcspec::net {
namespace {

constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();

/// A socket that takes as much as the test allows.
class ScriptedReactor final : public Reactor {
 public:
  int add(Channel&) noexcept override { return 0; }
  void remove(Channel&) noexcept override {}
  void set_interest(Channel& channel, Interest interest) noexcept override {
    channel.interest = interest;
  }
  SysResult<std::size_t> send(Channel&, std::string_view octets) noexcept override {
    if (is_broken) return SysError{EPIPE};
    const std::size_t size = std::min(octets.size(), room);
    if (room != kEverything) room -= size;
    sent.append(octets.substr(0, size));
    return size;
  }
  void finish(Channel&) noexcept override { is_finished = true; }
  void wait(int) noexcept override {}
  std::optional<Event> next() noexcept override { return std::nullopt; }

  std::string sent;
  std::size_t room = kEverything;
  bool is_broken = false;
  bool is_finished = false;
};

class ConnectionTest : public testing::Test {
 protected:
  using State = Connection::State;

  /// As a reactor does it, in a buffer that is not an octet too long.
  void deliver(std::string_view octets) {
    std::vector<char> buffer(Reactor::kHeadroom);
    buffer.insert(buffer.end(), octets.begin(), octets.end());
    buffer.shrink_to_fit();
    connection_.on_event({.channel = &connection_,
                          .kind = Event::Kind::received,
                          .octets = std::span(buffer).subspan(Reactor::kHeadroom)},
                         turn_);
  }

  void happen(Event::Kind kind) {
    connection_.on_event({.channel = &connection_, .kind = kind}, turn_);
  }

  std::string take_sent() { return std::exchange(reactor_.sent, {}); }

  void store_value(std::string_view key, std::size_t size) {
    deliver("set " + std::string(key) + " 0 0 " + std::to_string(size) + "\r\n" +
            std::string(size, 'v') + "\r\n");
    ASSERT_EQ(take_sent(), "STORED\r\n");
  }

  /// What the list of connections shows of it.
  base::ConnectionState shown_state() {
    auto state = base::ConnectionState::listening;
    parts_.counters.list().for_each(
        [&state](const base::ListedConnection& listed) { state = listed.state(); });
    return state;
  }

  static constexpr base::Instant kStart = 1'700'000'000;

  tests::ServerParts parts_;
  ScriptedReactor reactor_;
  Turn turn_{.reactor = reactor_, .counters = parts_.counters.of_worker(0)};
  Connection connection_{{}, parts_.server, parts_.counters.list(), kStart};
};

TEST_F(ConnectionTest, AnswersEveryRequestOfOneReceiveAndKeepsNothing) {
  deliver("set a 0 0 1\r\nx\r\nget a\r\nget b\r\n");
  EXPECT_EQ(reactor_.sent, "STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\nEND\r\n");
  EXPECT_EQ(connection_.state(), State::receiving);
  EXPECT_FALSE(connection_.is_buffering());
  const base::ConnectionStatistics counted = parts_.counters.sum();
  EXPECT_EQ(counted.bytes_read, 30U);
  EXPECT_EQ(counted.bytes_written, reactor_.sent.size());
}

TEST_F(ConnectionTest, PutsRequestsTogetherFromSingleOctets) {
  const std::string_view requests = "set a 0 0 5\r\nhello\r\nget a\r\n";
  for (const char& octet : requests) deliver({&octet, 1});
  EXPECT_EQ(reactor_.sent, "STORED\r\nVALUE a 0 5\r\nhello\r\nEND\r\n");
  EXPECT_FALSE(connection_.is_buffering());
}

TEST_F(ConnectionTest, PutsALineTogetherThatIsLongerThanTheHeadroom) {
  store_value("last", 1);
  std::string line = "get";
  while (line.size() < 5 * Reactor::kHeadroom) line += " missing";
  line += " last\r\n";
  for (std::size_t at = 0; at < line.size(); at += 1000) {
    deliver(std::string_view(line).substr(at, 1000));
  }
  EXPECT_EQ(reactor_.sent, "VALUE last 0 1\r\nv\r\nEND\r\n");
  EXPECT_FALSE(connection_.is_buffering());
}

TEST_F(ConnectionTest, WaitsToSendWhatTheSocketDoesNotTake) {
  reactor_.room = 3;
  deliver("version\r\nnonsense\r\n");
  EXPECT_EQ(reactor_.sent, "VER");
  EXPECT_EQ(connection_.state(), State::sending);
  EXPECT_EQ(shown_state(), base::ConnectionState::sending);
  EXPECT_EQ(connection_.interest, Interest::output);
  reactor_.room = 3;
  happen(Event::Kind::sendable);
  EXPECT_EQ(reactor_.sent, "VERSIO");
  EXPECT_EQ(connection_.state(), State::sending);
  reactor_.room = kEverything;
  happen(Event::Kind::sendable);
  EXPECT_EQ(reactor_.sent, "VERSION 1.6.45-mcspecd\r\nERROR\r\n");
  EXPECT_EQ(connection_.state(), State::receiving);
  EXPECT_EQ(shown_state(), base::ConnectionState::reading);
  EXPECT_EQ(connection_.interest, Interest::input);
  EXPECT_FALSE(connection_.is_buffering());
}

TEST_F(ConnectionTest, GoesOnWithItsInputWhenRepliesHaveBeenSent) {
  constexpr std::size_t kSize = 100'000;
  constexpr std::size_t kCount = 50;
  store_value("a", kSize);
  std::string requests;
  std::string replies;
  for (std::size_t count = 0; count < kCount; ++count) {
    requests += "get a\r\n";
    replies += "VALUE a 0 100000\r\n" + std::string(kSize, 'v') + "\r\nEND\r\n";
  }
  reactor_.room = 1'000;
  deliver(requests);
  for (int turns = 0; connection_.state() != State::receiving && turns < 1'000; ++turns) {
    ASSERT_EQ(connection_.state(), State::sending);
    reactor_.room = 70'000;
    happen(Event::Kind::sendable);
  }
  EXPECT_EQ(reactor_.sent, replies);
  EXPECT_FALSE(connection_.is_buffering());
}

TEST_F(ConnectionTest, LetsOthersGoFirstWhenItAsksForALot) {
  constexpr std::size_t kSize = 1'000'000;
  constexpr std::size_t kCount = 10;
  store_value("a", kSize);
  std::string requests;
  for (std::size_t count = 0; count < kCount; ++count) requests += "get a\r\n";
  deliver(requests);
  EXPECT_EQ(connection_.state(), State::yielding);
  EXPECT_EQ(shown_state(), base::ConnectionState::yielding);
  EXPECT_EQ(connection_.interest, Interest::nothing);
  EXPECT_LT(reactor_.sent.size(), kCount * kSize);
  int turns = 1;
  for (; connection_.state() == State::yielding && turns < 100; ++turns) connection_.resume(turn_);
  EXPECT_EQ(connection_.state(), State::receiving);
  EXPECT_EQ(connection_.interest, Interest::input);
  EXPECT_EQ(reactor_.sent.size(),
            kCount * (kSize + std::string("VALUE a 0 1000000\r\n\r\nEND\r\n").size()));
  EXPECT_EQ(parts_.counters.sum().conn_yields, static_cast<std::uint64_t>(turns - 1));
  EXPECT_FALSE(connection_.is_buffering());
}

TEST_F(ConnectionTest, DoesWhatWaitsForItsTurnThoughThePeerIsGone) {
  store_value("a", 1'000'000);
  deliver("get a\r\nget a\r\nget a\r\nget a\r\nget a\r\nset b 0 0 1 noreply\r\nx\r\n");
  ASSERT_EQ(connection_.state(), State::yielding);
  happen(Event::Kind::failed);
  ASSERT_EQ(connection_.state(), State::yielding);
  connection_.resume(turn_);
  take_sent();
  deliver("get b\r\n");
  EXPECT_EQ(reactor_.sent, "VALUE b 0 1\r\nx\r\nEND\r\n");
}

TEST_F(ConnectionTest, ReceivesNothingWhileALotOfRepliesWait) {
  store_value("a", 1'000'000);
  reactor_.room = 0;
  deliver("get a\r\nget a\r\nget a\r\n");
  EXPECT_EQ(connection_.state(), State::sending);
  EXPECT_NE(connection_.interest, Interest::input);
  EXPECT_TRUE(reactor_.sent.empty());
}

TEST_F(ConnectionTest, LingersOnceItHasSaidEverythingAfterQuit) {
  reactor_.room = 3;
  deliver("version\r\nquit\r\nversion\r\n");
  EXPECT_EQ(connection_.state(), State::sending);
  reactor_.room = kEverything;
  happen(Event::Kind::sendable);
  EXPECT_EQ(reactor_.sent, "VERSION 1.6.45-mcspecd\r\n");
  EXPECT_EQ(connection_.state(), State::lingering);
  EXPECT_EQ(shown_state(), base::ConnectionState::closing);
  EXPECT_EQ(connection_.interest, Interest::input);
  EXPECT_FALSE(connection_.is_buffering());
  const auto now = std::chrono::steady_clock::now();
  EXPECT_FALSE(connection_.is_overdue(now - Connection::kLingerTimeMax));
  EXPECT_TRUE(connection_.is_overdue(now + Connection::kLingerTimeMax));
  deliver("version\r\n");
  EXPECT_EQ(connection_.state(), State::lingering);
  happen(Event::Kind::ended);
  EXPECT_EQ(connection_.state(), State::closed);
}

TEST_F(ConnectionTest, LingersForABoundedNumberOfOctets) {
  deliver("quit\r\n");
  const std::string octets(Reactor::kReceiveSizeMax, 'x');
  std::size_t ignored = 0;
  while (connection_.state() == State::lingering && ignored <= Connection::kLingerSizeMax) {
    deliver(octets);
    ignored += octets.size();
  }
  EXPECT_EQ(connection_.state(), State::closed);
  EXPECT_GE(ignored, Connection::kLingerSizeMax);
  EXPECT_TRUE(reactor_.sent.empty());
}

TEST_F(ConnectionTest, ClosesWhenThePeerSendsNoMore) {
  deliver("get a\r\nget");
  happen(Event::Kind::ended);
  EXPECT_EQ(reactor_.sent, "END\r\n");
  EXPECT_EQ(connection_.state(), State::closed);
}

TEST_F(ConnectionTest, ClosesWhenItsSocketIsBroken) {
  reactor_.is_broken = true;
  deliver("get a\r\n");
  EXPECT_EQ(connection_.state(), State::closed);
  EXPECT_TRUE(turn_.scratch.empty());
}

TEST_F(ConnectionTest, ClosesWhenItsSocketBreaksWhileItWaitsToSend) {
  reactor_.room = 1;
  deliver("get a\r\n");
  ASSERT_EQ(connection_.state(), State::sending);
  reactor_.is_broken = true;
  happen(Event::Kind::sendable);
  EXPECT_EQ(connection_.state(), State::closed);
}

}  // namespace
}  // namespace mcspec::net
