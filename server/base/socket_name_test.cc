#include "server/base/socket_name.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <regex>

namespace mcspec::base {
namespace {

TEST(SocketName, TellsBothEndsOfATcpConnection) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const int peer = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(peer, reinterpret_cast<sockaddr*>(&address), size), 0);

  const std::string name = "tcp:127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  EXPECT_EQ(local_name(listener), name);
  EXPECT_EQ(peer_name(peer), name);
  EXPECT_TRUE(std::regex_match(local_name(peer), std::regex("tcp:127\\.0\\.0\\.1:[0-9]+")));
  EXPECT_NE(local_name(peer), name);
  close(peer);
  close(listener);
}

TEST(SocketName, IsThePathOfASocketFile) {
  const std::string path = testing::TempDir() + "socket_name_test." + std::to_string(getpid());
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof(address.sun_path));
  std::memcpy(address.sun_path, path.data(), path.size());
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(local_name(listener), "unix:" + path);
  EXPECT_EQ(peer_name(listener), "?:<AF 0>");
  close(listener);
  unlink(path.c_str());
}

TEST(SocketName, OfWhatHasNoneSaysSo) { EXPECT_EQ(local_name(-1), "?:<AF 0>"); }

}  // namespace
}  // namespace mcspec::base
