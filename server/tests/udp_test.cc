#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/net/file_descriptor.h"
#include "server/tests/client.h"
#include "server/tests/loopback_testing.h"

namespace mcspec::tests {
namespace {

constexpr std::string_view kHead{"\0\7\0\0\0\1\0\0", 8};

/// A peer that sends datagrams to 127.0.0.1, and gives up after ten seconds.
class UdpClient {
 public:
  explicit UdpClient(std::uint16_t port)
      : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const timeval deadline{.tv_sec = 10, .tv_usec = 0};
    setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof(deadline));
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* const address = reinterpret_cast<const sockaddr*>(&name);
    EXPECT_EQ(connect(socket_.number(), address, sizeof(name)), 0);
  }

  void send(std::string_view datagram) const {
    EXPECT_EQ(::send(socket_.number(), datagram.data(), datagram.size(), 0),
              static_cast<ssize_t>(datagram.size()));
  }

  std::string receive() const {
    std::string datagram(65'536, '\0');
    const ssize_t size = recv(socket_.number(), datagram.data(), datagram.size(), 0);
    datagram.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return datagram;
  }

  std::string ask(std::string_view requests) const {
    send(std::string(kHead).append(requests));
    return receive();
  }

 private:
  net::FileDescriptor socket_;
};

class UdpTest : public LoopbackTest {
 protected:
  void serve_udp() { serve({.tcp = {{{"127.0.0.1", 0}}}, .udp = {{"127.0.0.1", 0}}}); }

  std::uint16_t udp_port() const { return network_->udp_sockets().front().port; }
};

TEST_F(UdpTest, AnswersWhoeverAsked) {
  serve_udp();
  const UdpClient first(udp_port());
  const UdpClient second(udp_port());
  first.send(std::string(kHead) + "set a 0 0 1\r\nx\r\n");
  EXPECT_EQ(second.ask("mn\r\n"), std::string(kHead) + "MN\r\n");
  EXPECT_EQ(first.receive(), std::string(kHead) + "STORED\r\n");
  EXPECT_EQ(second.ask("get a\r\n"), std::string(kHead) + "VALUE a 0 1\r\nx\r\nEND\r\n");
}

TEST_F(UdpTest, SharesOneKeySpaceWithTcp) {
  serve_udp();
  const UdpClient client(udp_port());
  ASSERT_EQ(client.ask("set a 0 0 1\r\nx\r\n"), std::string(kHead) + "STORED\r\n");
  const Client other(port());
  ASSERT_TRUE(other.send("get a\r\n"));
  EXPECT_EQ(other.receive(21), "VALUE a 0 1\r\nx\r\nEND\r\n");
}

TEST_F(UdpTest, ReadsTheLargestDatagram) {
  serve_udp();
  const UdpClient client(udp_port());
  constexpr std::size_t kSize = 65'507 - 8 - 20;
  EXPECT_EQ(client.ask("set a 0 0 65479\r\n" + std::string(kSize, 'v') + "\r\n"),
            std::string(kHead) + "STORED\r\n");
}

TEST_F(UdpTest, GoesOnBehindAFloodOfWhatIsNoRequest) {
  serve_udp();
  const UdpClient client(udp_port());
  for (int count = 0; count < 10'000; ++count) client.send("garbage");
  // What the socket had no room for is lost, and so may this be.
  std::string reply;
  for (int attempt = 0; attempt < 1'000 && reply.empty(); ++attempt) {
    client.send(std::string(kHead) + "mn\r\n");
    reply = client.receive();
  }
  EXPECT_EQ(reply, std::string(kHead) + "MN\r\n");
}

TEST_F(UdpTest, ListsASocketForEachWorker) {
  serve_udp();
  const Client client(port());
  ASSERT_TRUE(client.send("stats conns\r\n"));
  const std::string address = ":addr udp:127.0.0.1:" + std::to_string(udp_port());
  std::size_t found = 0;
  std::string line;
  do {
    line = client.receive_line();
    if (line.find(address) != std::string::npos) ++found;
  } while (!line.empty() && line != "END\r\n");
  EXPECT_EQ(found, kWorkers);
}

}  // namespace
}  // namespace mcspec::tests
