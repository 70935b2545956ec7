#include "server/admin/connections.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "server/admin/admin_testing.h"

namespace mcspec::admin {
namespace {

using base::ConnectionState;
using base::ListedConnection;

class ConnectionsTest : public AdminTest {
 protected:
  ConnectionsTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets_.data()), 0); }
  ~ConnectionsTest() override {
    for (const int socket : sockets_) close(socket);
  }

  std::string value_of(int socket, std::string_view name) {
    return value_in(list_connections(connections_.list(), now_),
                    std::to_string(socket) + ":" + std::string(name));
  }

  std::array<int, 2> sockets_{};
};

TEST_F(ConnectionsTest, AreListedByTheirDescriptors) {
  ASSERT_LT(sockets_[0], sockets_[1]);
  const ListedConnection peer(connections_.list(), sockets_[1], ConnectionState::reading, now_);
  const ListedConnection other(connections_.list(), sockets_[0], ConnectionState::listening, now_);
  const base::StatisticList list = list_connections(connections_.list(), now_);
  ASSERT_EQ(list.size(), 7U);
  EXPECT_EQ(list[0].first, std::to_string(sockets_[0]) + ":addr");
  EXPECT_EQ(list[3].first, std::to_string(sockets_[1]) + ":addr");
  EXPECT_EQ(list[4].first, std::to_string(sockets_[1]) + ":listen_addr");
}

TEST_F(ConnectionsTest, TellWhatTheyDoAndSinceWhen) {
  ListedConnection peer(connections_.list(), sockets_[0], ConnectionState::reading, now_ - 7);
  EXPECT_EQ(value_of(sockets_[0], "state"), "conn_read");
  EXPECT_EQ(value_of(sockets_[0], "secs_since_last_cmd"), "7");
  EXPECT_EQ(value_of(sockets_[0], "addr"), "?:<AF 0>");
  peer.set_state(ConnectionState::sending);
  peer.set_last_input(now_ + 1);
  EXPECT_EQ(value_of(sockets_[0], "state"), "conn_mwrite");
  EXPECT_EQ(value_of(sockets_[0], "secs_since_last_cmd"), "0");
}

TEST_F(ConnectionsTest, HaveNoOtherEndWhenTheyListen) {
  const ListedConnection listener(connections_.list(), sockets_[0], ConnectionState::listening,
                                  now_);
  EXPECT_EQ(value_of(sockets_[0], "listen_addr"), "(missing)");
  EXPECT_EQ(value_of(sockets_[0], "state"), "conn_listening");
}

}  // namespace
}  // namespace mcspec::admin
