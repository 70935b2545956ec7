#include "server/base/connection_list.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <thread>
#include <vector>

namespace mcspec::base {
namespace {

constexpr Instant kNow = 1000;

std::set<int> descriptors_of(const ConnectionList& list) {
  std::set<int> descriptors;
  list.for_each([&](const ListedConnection& entry) { descriptors.insert(entry.descriptor()); });
  return descriptors;
}

TEST(ConnectionList, HasWhatLives) {
  ConnectionList list;
  const ListedConnection listener(list, 5, ConnectionState::listening, kNow);
  {
    const ListedConnection peer(list, 6, ConnectionState::reading, kNow);
    EXPECT_EQ(descriptors_of(list), (std::set<int>{5, 6}));
  }
  EXPECT_EQ(descriptors_of(list), (std::set<int>{5}));
}

TEST(ConnectionList, ShowsWhatAConnectionDoes) {
  ConnectionList list;
  ListedConnection peer(list, 6, ConnectionState::reading, kNow);
  peer.set_state(ConnectionState::sending);
  peer.set_last_input(kNow + 5);
  list.for_each([](const ListedConnection& entry) {
    EXPECT_EQ(entry.state(), ConnectionState::sending);
    EXPECT_EQ(entry.last_input(), kNow + 5);
  });
}

TEST(ConnectionList, IsLookedAtWhileConnectionsComeAndGo) {
  ConnectionList list;
  constexpr int kRounds = 2000;
  std::vector<std::thread> threads;
  for (int first : {100, 200}) {
    threads.emplace_back([&list, first] {
      for (int round = 0; round < kRounds; ++round) {
        ListedConnection peer(list, first + round % 10, ConnectionState::reading, kNow);
        peer.set_state(ConnectionState::working);
        peer.set_last_input(kNow + 1);
      }
    });
  }
  for (int round = 0; round < kRounds; ++round) EXPECT_LE(descriptors_of(list).size(), 2U);
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(descriptors_of(list).empty());
}

}  // namespace
}  // namespace mcspec::base
