#include "server/net/wakeup.h"

#include <gtest/gtest.h>

#include "server/net/connection_limit.h"
#include "server/net/epoll_reactor.h"

namespace mcspec::net {
namespace {

bool is_ready(Reactor& reactor) {
  reactor.wait(0);
  return reactor.next().has_value();
}

TEST(Wakeup, IsReadyFromASignalUntilItIsCleared) {
  EpollReactor reactor;
  Wakeup wakeup;
  ASSERT_EQ(wakeup.error(), 0);
  ASSERT_EQ(reactor.add(wakeup), 0);
  EXPECT_FALSE(is_ready(reactor));
  wakeup.signal();
  wakeup.signal();
  EXPECT_TRUE(is_ready(reactor));
  EXPECT_TRUE(is_ready(reactor));
  wakeup.clear();
  EXPECT_FALSE(is_ready(reactor));
  reactor.remove(wakeup);
}

TEST(ConnectionLimit, HasRoomForAsManyAsItSays) {
  Wakeup wakeup;
  ConnectionLimit limit(2, wakeup);
  EXPECT_TRUE(limit.take());
  EXPECT_TRUE(limit.take());
  EXPECT_FALSE(limit.take());
  limit.give_back();
  EXPECT_TRUE(limit.take());
  EXPECT_FALSE(limit.take());
}

TEST(ConnectionLimit, WakesOnceWhoWaitsForRoom) {
  EpollReactor reactor;
  Wakeup wakeup;
  ASSERT_EQ(reactor.add(wakeup), 0);
  ConnectionLimit limit(2, wakeup);
  ASSERT_TRUE(limit.take());
  ASSERT_TRUE(limit.take());
  limit.await_room();
  EXPECT_FALSE(is_ready(reactor));
  limit.give_back();
  EXPECT_TRUE(is_ready(reactor));
  wakeup.clear();
  limit.give_back();
  EXPECT_FALSE(is_ready(reactor));
  reactor.remove(wakeup);
}

TEST(ConnectionLimit, WakesAtOnceWhoWaitsWhileThereIsRoom) {
  EpollReactor reactor;
  Wakeup wakeup;
  ASSERT_EQ(reactor.add(wakeup), 0);
  ConnectionLimit limit(1, wakeup);
  limit.await_room();
  EXPECT_TRUE(is_ready(reactor));
  reactor.remove(wakeup);
}

}  // namespace
}  // namespace mcspec::net
