#include "server/net/listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace mcspec::net {
namespace {

constexpr int kBacklog = 16;

/// A folder of its own that goes away with all that is in it.
class ListenerTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/socket";
  }

  void TearDown() override {
    unlink(path_.c_str());
    unlink(ports_path().c_str());
    rmdir(folder_.c_str());
  }

  std::string ports_path() const { return folder_ + "/ports"; }

  bool exists() const {
    struct stat found {};
    return lstat(path_.c_str(), &found) == 0;
  }

  /// Leaves a socket file behind that nobody listens on.
  void leave_socket_file() const {
    const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::snprintf(name.sun_path, sizeof(name.sun_path), "%s", path_.c_str());
    ASSERT_EQ(bind(socket.number(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)), 0);
  }

  std::string folder_ = "/tmp/mcspec-listener-XXXXXX";
  std::string path_;
};

/// The listeners; none, with the reason in the test's report, if there is an error.
Listeners open_tcp(const InternetAddress& address) {
  auto opened = listen_tcp(address, kBacklog);
  if (const auto* const error = std::get_if<NetworkError>(&opened)) ADD_FAILURE() << error->text;
  auto* const listeners = std::get_if<Listeners>(&opened);
  return listeners != nullptr ? std::move(*listeners) : Listeners();
}

std::string error_of(const std::variant<Listeners, NetworkError>& opened) {
  const auto* const error = std::get_if<NetworkError>(&opened);
  return error != nullptr ? error->text : "";
}

std::string error_of(const std::variant<std::unique_ptr<Listener>, NetworkError>& opened) {
  const auto* const error = std::get_if<NetworkError>(&opened);
  return error != nullptr ? error->text : "";
}

bool is_connectable(std::uint16_t port) {
  const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(socket.number(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0;
}

TEST_F(ListenerTest, ListensOnAPortThatIsFree) {
  const Listeners listeners = open_tcp({"127.0.0.1", 0});
  ASSERT_EQ(listeners.size(), 1U);
  const Listener::Place& place = listeners[0]->place();
  EXPECT_NE(place.port, 0);
  EXPECT_EQ(place.name, "127.0.0.1:" + std::to_string(place.port));
  EXPECT_FALSE(place.is_ipv6);
  EXPECT_TRUE(is_connectable(place.port));
}

TEST_F(ListenerTest, SendsSmallRepliesAtOnce) {
  const Listeners listeners = open_tcp({"127.0.0.1", 0});
  ASSERT_EQ(listeners.size(), 1U);
  int no_delay = 0;
  socklen_t size = sizeof(no_delay);
  getsockopt(listeners[0]->descriptor.number(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
  EXPECT_NE(no_delay, 0);
}

TEST_F(ListenerTest, SaysWhereItCannotListenAndWhy) {
  const Listeners listeners = open_tcp({"127.0.0.1", 0});
  ASSERT_EQ(listeners.size(), 1U);
  const std::uint16_t port = listeners[0]->place().port;
  EXPECT_EQ(error_of(listen_tcp({"127.0.0.1", port}, kBacklog)),
            "cannot listen on 127.0.0.1:" + std::to_string(port) + ": Address already in use");
  EXPECT_NE(error_of(listen_tcp({"192.0.2.1", 0}, kBacklog)), "");
  EXPECT_NE(error_of(listen_tcp({"no such host", 0}, kBacklog)), "");
}

TEST_F(ListenerTest, WritesItsPortsToAFile) {
  const Listeners listeners = open_tcp({"127.0.0.1", 0});
  ASSERT_EQ(listeners.size(), 1U);
  ASSERT_FALSE(write_port_file(ports_path(), listeners, {}));
  std::ifstream file(ports_path());
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), "TCP INET: " + std::to_string(listeners[0]->place().port) + "\n");
}

TEST_F(ListenerTest, SaysThatItCannotWriteItsPorts) {
  const auto error = write_port_file(folder_ + "/missing/ports", {}, {});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->text,
            "cannot write " + folder_ + "/missing/ports.lck: No such file or directory");
}

TEST_F(ListenerTest, GivesItsSocketFileTheRightsAskedForAndTakesItAway) {
  {
    const auto opened = listen_unix({path_, 0750}, kBacklog);
    ASSERT_EQ(error_of(opened), "");
    struct stat made {};
    ASSERT_EQ(lstat(path_.c_str(), &made), 0);
    EXPECT_TRUE(S_ISSOCK(made.st_mode));
    EXPECT_EQ(made.st_mode & 0777, 0750U);
  }
  EXPECT_FALSE(exists());
}

TEST_F(ListenerTest, ReplacesASocketFileNobodyAnswersOn) {
  leave_socket_file();
  EXPECT_EQ(error_of(listen_unix({path_, 0700}, kBacklog)), "");
}

TEST_F(ListenerTest, LeavesASocketFileAloneThatSomebodyAnswersOn) {
  const auto opened = listen_unix({path_, 0700}, kBacklog);
  ASSERT_EQ(error_of(opened), "");
  EXPECT_EQ(error_of(listen_unix({path_, 0700}, kBacklog)),
            "cannot listen on " + path_ + ": another server does");
  EXPECT_TRUE(exists());
}

TEST_F(ListenerTest, LeavesAloneWhatIsNotASocket) {
  std::ofstream(path_) << "precious";
  EXPECT_EQ(error_of(listen_unix({path_, 0700}, kBacklog)),
            "cannot listen on " + path_ + ": it exists and is not a socket");
  EXPECT_TRUE(exists());
}

TEST_F(ListenerTest, LeavesAFileAloneThatHasTakenThePlaceOfItsOwn) {
  {
    const auto opened = listen_unix({path_, 0700}, kBacklog);
    ASSERT_EQ(error_of(opened), "");
    unlink(path_.c_str());
    std::ofstream(path_) << "precious";
  }
  EXPECT_TRUE(exists());
}

TEST_F(ListenerTest, RefusesAPathThatIsTooLong) {
  const std::string path = folder_ + "/" + std::string(200, 'x');
  EXPECT_EQ(error_of(listen_unix({path, 0700}, kBacklog)),
            "cannot listen on " + path + ": File name too long");
}

}  // namespace
}  // namespace mcspec::net
