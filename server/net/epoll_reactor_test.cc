#include "server/net/epoll_reactor.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cstring>
#include <string>

#include "server/net/wakeup.h"

namespace mcspec::net {
namespace {

constexpr int kHangMs = 10'000;

/// A stream channel and its peer.
class EpollReactorTest : public testing::Test {
 protected:
  EpollReactorTest() : EpollReactorTest(make_pair()) {}

  void SetUp() override {
    ASSERT_EQ(reactor_.error(), 0);
    ASSERT_EQ(reactor_.add(channel_), 0);
  }

  void TearDown() override { reactor_.remove(channel_); }

  void send_from_peer(std::string_view octets) {
    ASSERT_EQ(write(peer_.number(), octets.data(), octets.size()),
              static_cast<ssize_t>(octets.size()));
  }

  std::optional<Event> wait_for_event() {
    reactor_.wait(kHangMs);
    return reactor_.next();
  }

  bool is_quiet() {
    reactor_.wait(0);
    return !reactor_.next();
  }

  /// Sends until the socket takes no more; how much it took.
  std::size_t fill() {
    const std::string octets(Reactor::kReceiveSizeMax, 'x');
    std::size_t total = 0;
    while (true) {
      const auto sent = reactor_.send(channel_, octets);
      if (!sent || *sent == 0) return total;
      total += *sent;
    }
  }

  FileDescriptor peer_;
  Channel channel_;
  EpollReactor reactor_;

 private:
  struct Pair {
    FileDescriptor ours;
    FileDescriptor theirs;
  };

  static Pair make_pair() {
    int numbers[2] = {-1, -1};
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, numbers);
    return {FileDescriptor(numbers[0]), FileDescriptor(numbers[1])};
  }

  explicit EpollReactorTest(Pair pair)
      : peer_(std::move(pair.theirs)), channel_(std::move(pair.ours), ChannelKind::stream) {}
};

TEST_F(EpollReactorTest, HandsOverWhatAPeerSends) {
  send_from_peer("hello");
  const auto event = wait_for_event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Event::Kind::received);
  EXPECT_EQ(event->channel, &channel_);
  EXPECT_EQ(std::string_view(event->octets.data(), event->octets.size()), "hello");
  EXPECT_FALSE(reactor_.next());
  EXPECT_TRUE(is_quiet());
}

TEST_F(EpollReactorTest, LeavesRoomToWriteBeforeWhatItHandsOver) {
  send_from_peer("world");
  const auto event = wait_for_event();
  ASSERT_TRUE(event);
  char* const begin = event->octets.data() - Reactor::kHeadroom;
  std::memset(begin, 'a', Reactor::kHeadroom);
  EXPECT_EQ(std::string_view(event->octets.data(), event->octets.size()), "world");
}

TEST_F(EpollReactorTest, ReportsAgainWhatDidNotFitIntoOneReceive) {
  int size = 4 * static_cast<int>(Reactor::kReceiveSizeMax);
  ASSERT_EQ(setsockopt(peer_.number(), SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)), 0);
  send_from_peer(std::string(Reactor::kReceiveSizeMax + 5, 'x'));
  std::size_t received = 0;
  int events = 0;
  while (received < Reactor::kReceiveSizeMax + 5) {
    const auto event = wait_for_event();
    ASSERT_TRUE(event);
    ASSERT_EQ(event->kind, Event::Kind::received);
    ASSERT_LE(event->octets.size(), Reactor::kReceiveSizeMax);
    received += event->octets.size();
    ++events;
  }
  EXPECT_GT(events, 1);
  EXPECT_TRUE(is_quiet());
}

TEST_F(EpollReactorTest, TellsThatAPeerSendsNoMoreAfterWhatItSent) {
  send_from_peer("bye");
  shutdown(peer_.number(), SHUT_WR);
  const auto last = wait_for_event();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->kind, Event::Kind::received);
  const auto end = wait_for_event();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->kind, Event::Kind::ended);
}

TEST_F(EpollReactorTest, HandsOverWhatCameBeforeAPeerWasGone) {
  send_from_peer("bye");
  peer_.reset();
  const auto last = wait_for_event();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->kind, Event::Kind::received);
}

TEST_F(EpollReactorTest, IsQuietAboutInputNobodyIsInterestedIn) {
  reactor_.set_interest(channel_, Interest::nothing);
  send_from_peer("later");
  EXPECT_TRUE(is_quiet());
  EXPECT_EQ(channel_.armed, Interest::nothing);
  reactor_.set_interest(channel_, Interest::input);
  const auto event = wait_for_event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Event::Kind::received);
}

TEST_F(EpollReactorTest, LosesInterestWithoutASystemCallUntilSomethingHappens) {
  reactor_.set_interest(channel_, Interest::nothing);
  EXPECT_EQ(channel_.armed, Interest::input);
}

TEST_F(EpollReactorTest, TellsWhenAFullSocketTakesOctetsAgain) {
  ASSERT_GT(fill(), 0U);
  reactor_.set_interest(channel_, Interest::output);
  EXPECT_TRUE(is_quiet());
  std::string drain(Reactor::kReceiveSizeMax, '\0');
  while (read(peer_.number(), drain.data(), drain.size()) > 0) {
  }
  const auto event = wait_for_event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Event::Kind::sendable);
}

TEST_F(EpollReactorTest, TellsThatAStreamIsBrokenWhileItWaitsToSend) {
  ASSERT_GT(fill(), 0U);
  reactor_.set_interest(channel_, Interest::output);
  peer_.reset();
  const auto event = wait_for_event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Event::Kind::failed);
}

TEST_F(EpollReactorTest, SaysWhyItCannotSend) {
  peer_.reset();
  const auto sent = reactor_.send(channel_, "hello");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error(), EPIPE);
}

TEST_F(EpollReactorTest, SaysNothingAboutAChannelRemovedAfterTheWait) {
  Wakeup first;
  Wakeup second;
  ASSERT_EQ(reactor_.add(first), 0);
  ASSERT_EQ(reactor_.add(second), 0);
  first.signal();
  second.signal();
  reactor_.wait(kHangMs);
  const auto event = reactor_.next();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Event::Kind::ready);
  Wakeup& other = event->channel == &first ? second : first;
  reactor_.remove(other);
  EXPECT_FALSE(reactor_.next());
  reactor_.remove(*event->channel);
}

TEST_F(EpollReactorTest, CannotAddAClosedDescriptor) {
  Channel closed(FileDescriptor(), ChannelKind::notifier);
  EXPECT_EQ(reactor_.add(closed), EBADF);
}

}  // namespace
}  // namespace mcspec::net
