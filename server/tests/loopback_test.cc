#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/tests/client.h"
#include "server/tests/loopback_testing.h"

namespace mcspec::tests {
namespace {

TEST_F(LoopbackTest, ServesManyConnectionsAtOnce) {
  serve_tcp();
  constexpr int kClients = 9;
  constexpr int kRequests = 200;
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  threads.reserve(kClients);
  for (int number = 0; number < kClients; ++number) {
    threads.emplace_back([this, number, &right] {
      const Client client(port());
      const std::string key = "key" + std::to_string(number);
      const std::string head = "VALUE " + key + " 0 6\r\n";
      for (int count = 0; count < kRequests; ++count) {
        const std::string block = std::to_string(100'000 + count) + "\r\n";
        std::string requests = "set " + key + " 0 0 6\r\n";
        requests.append(block).append("get ").append(key).append("\r\n");
        std::string replies = "STORED\r\n";
        replies.append(head).append(block).append("END\r\n");
        client.send(requests);
        if (client.receive(replies.size()) == replies) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, kClients * kRequests);
  EXPECT_EQ(parts_.counters.sum().total_connections, std::uint64_t{kClients});
  EXPECT_TRUE(wait_for_connections(0));
}

TEST_F(LoopbackTest, TellsOfTheSocketsThatAreOpen) {
  serve_tcp();
  const Client asking(port());
  const std::string here = "tcp:127.0.0.1:" + std::to_string(port());
  const auto listed = [&asking] {
    std::string all;
    EXPECT_TRUE(asking.send("stats conns\r\n"));
    while (!all.ends_with("END\r\n")) {
      const std::string line = asking.receive_line();
      if (line.empty()) break;
      all += line;
    }
    return all;
  };
  {
    const Client idle(port());
    EXPECT_EQ(idle.ask("mn"), "MN");
    const std::string all = listed();
    EXPECT_NE(all.find(":addr " + here + "\r\n"), std::string::npos) << all;
    EXPECT_NE(all.find(":listen_addr " + here + "\r\n"), std::string::npos) << all;
    EXPECT_NE(all.find(":state conn_listening\r\n"), std::string::npos) << all;
    EXPECT_NE(all.find(":state conn_parse_cmd\r\n"), std::string::npos) << all;
    // A peer has its reply before its worker says that it waits for the next request.
    EXPECT_TRUE(
        wait_until([&] { return listed().find(":state conn_read\r\n") != std::string::npos; }));
  }
  EXPECT_TRUE(wait_for_connections(1));
  EXPECT_EQ(listed().find(":state conn_read\r\n"), std::string::npos);
}

TEST_F(LoopbackTest, AnswersWhoHasFinishedSending) {
  serve_tcp();
  const Client client(port());
  std::string requests;
  std::string replies;
  for (int count = 0; count < 10'000; ++count) {
    requests += "get missing\r\n";
    replies += "END\r\n";
  }
  ASSERT_TRUE(client.send(requests));
  client.finish();
  bool was_reset = true;
  EXPECT_EQ(client.receive_all(&was_reset), replies);
  EXPECT_FALSE(was_reset);
}

TEST_F(LoopbackTest, KeepsValuesOfAMegabyteWhole) {
  serve_tcp();
  const Client client(port());
  std::string value(1'000'000, '\0');
  for (std::size_t at = 0; at < value.size(); ++at) value[at] = static_cast<char>(at * 31 >> 3);
  ASSERT_TRUE(client.send("set a 0 0 1000000\r\n" + value + "\r\n"));
  EXPECT_EQ(client.receive_line(), "STORED\r\n");
  ASSERT_TRUE(client.send("get a\r\n"));
  EXPECT_EQ(client.receive_line(), "VALUE a 0 1000000\r\n");
  EXPECT_TRUE(client.receive(value.size()) == value);
  EXPECT_EQ(client.receive(7), "\r\nEND\r\n");
}

TEST_F(LoopbackTest, DeliversItsLastRepliesThoughMoreInputWaits) {
  serve_tcp();
  const Client client(port());
  ASSERT_TRUE(client.send("version\r\nquit\r\n" + std::string(200'000, 'x')));
  bool was_reset = true;
  EXPECT_EQ(client.receive_all(&was_reset), "VERSION 1.6.45-mcspecd\r\n");
  EXPECT_FALSE(was_reset);
}

TEST_F(LoopbackTest, LetsGoOfAPeerThatDoesNotCloseAfterQuit) {
  serve_tcp();
  const Client client(port());
  ASSERT_TRUE(client.send("quit\r\n"));
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_TRUE(wait_for_connections(0));
}

TEST_F(LoopbackTest, ServesOthersWhileSomeNeverReadAndOneAsksForALot) {
  serve_tcp();
  const Client writer(port());
  ASSERT_TRUE(writer.send("set a 0 0 1000000\r\n" + std::string(1'000'000, 'v') + "\r\n"));
  ASSERT_EQ(writer.receive_line(), "STORED\r\n");
  std::string requests;
  for (int count = 0; count < 500; ++count) requests += "get a\r\n";
  std::vector<std::unique_ptr<Client>> deaf;
  for (std::size_t number = 0; number < 2 * kWorkers; ++number) {
    deaf.push_back(std::make_unique<Client>(port()));
    ASSERT_TRUE(deaf.back()->send(requests));
  }
  std::atomic<bool> is_over{false};
  std::thread greedy([this, &is_over] {
    const Client client(port());
    while (!is_over && client.send("get a a a a a a a a a a\r\n")) client.receive(10'000'000);
  });
  for (std::size_t number = 0; number < 2 * kWorkers; ++number) {
    const Client client(port());
    EXPECT_EQ(client.ask("version"), "VERSION 1.6.45-mcspecd");
  }
  is_over = true;
  stop();
  greedy.join();
}

TEST_F(LoopbackTest, RefusesConnectionsBeyondTheLimit) {
  serve({.tcp = {{{"127.0.0.1", 0}}}, .connections_max = 2});
  auto first = std::make_unique<Client>(port());
  const Client second(port());
  ASSERT_EQ(first->ask("version"), "VERSION 1.6.45-mcspecd");
  ASSERT_EQ(second.ask("version"), "VERSION 1.6.45-mcspecd");
  const Client third(port());
  EXPECT_EQ(third.receive_all(), "ERROR Too many open connections\r\n");
  EXPECT_EQ(parts_.counters.sum().rejected_connections, 1U);
  first.reset();
  ASSERT_TRUE(wait_for_connections(1));
  const Client fourth(port());
  EXPECT_EQ(fourth.ask("version"), "VERSION 1.6.45-mcspecd");
}

TEST_F(LoopbackTest, ClosesWhoHasBeenSilentForTooLong) {
  serve({.tcp = {{{"127.0.0.1", 0}}}, .idle_timeout = 1});
  const Client silent(port());
  ASSERT_EQ(silent.ask("version"), "VERSION 1.6.45-mcspecd");
  ASSERT_TRUE(silent.send("set a 0 0 1\r\n"));
  EXPECT_EQ(silent.receive_all(), "");
  EXPECT_EQ(parts_.counters.sum().idle_kicks, 1U);
}

TEST_F(LoopbackTest, LetsEachListenerSpeakItsOwnDialects) {
  using session::Negotiation;
  serve({.tcp = {{{"127.0.0.1", 0}, {.negotiation = Negotiation::text}},
                 {{"127.0.0.1", 0}, {.negotiation = Negotiation::binary}}}});
  const Client text(network_->listeners()[0]->place().port);
  EXPECT_EQ(text.ask("version"), "VERSION 1.6.45-mcspecd");
  const Client binary(network_->listeners()[1]->place().port);
  ASSERT_TRUE(binary.send("version of what is no packet\r\n"));
  EXPECT_EQ(binary.receive_all(), "");
}

TEST_F(LoopbackTest, LetsConnectionsBeyondTheLimitWaitIfToldTo) {
  serve({.tcp = {{{"127.0.0.1", 0}}}, .connections_max = 2, .refuse_at_limit = false});
  auto first = std::make_unique<Client>(port());
  const Client second(port());
  ASSERT_EQ(first->ask("version"), "VERSION 1.6.45-mcspecd");
  ASSERT_EQ(second.ask("version"), "VERSION 1.6.45-mcspecd");
  const Client third(port());
  ASSERT_TRUE(third.send("version\r\n"));
  EXPECT_EQ(parts_.counters.sum().curr_connections, 2U);
  first.reset();
  EXPECT_EQ(third.receive_line(), "VERSION 1.6.45-mcspecd\r\n");
  EXPECT_EQ(parts_.counters.sum().rejected_connections, 0U);
  EXPECT_GE(parts_.counters.sum().listen_disabled_num, 1U);
}

TEST_F(LoopbackTest, ListensOnSeveralAddressesAndASocketFile) {
  const std::string path = testing::TempDir() + "mcspec-loopback-" + std::to_string(getpid());
  serve({.tcp = {{{"127.0.0.1", 0}}, {{"127.0.0.1", 0}}},
         .unix_socket = net::UnixAddress{.path = path}});
  ASSERT_EQ(network_->listeners().size(), 3U);
  const Client first(network_->listeners()[0]->place().port);
  const Client second(network_->listeners()[1]->place().port);
  const Client third(path);
  EXPECT_EQ(first.ask("version"), "VERSION 1.6.45-mcspecd");
  EXPECT_EQ(second.ask("version"), "VERSION 1.6.45-mcspecd");
  EXPECT_EQ(third.ask("version"), "VERSION 1.6.45-mcspecd");
  stop();
  EXPECT_FALSE(Client(path).is_connected());
}

TEST_F(LoopbackTest, ServesAPeerOfASocketFileThatClosesRightAfterItsRequests) {
  const std::string path = testing::TempDir() + "mcspec-loopback-" + std::to_string(getpid());
  serve({.unix_socket = net::UnixAddress{.path = path}});
  {
    const Client hasty(path);
    ASSERT_TRUE(hasty.send("set a 0 0 1 noreply\r\nx\r\n"));
  }
  const Client client(path);
  ASSERT_EQ(client.ask("version"), "VERSION 1.6.45-mcspecd");
  ASSERT_TRUE(wait_for_connections(1));
  ASSERT_TRUE(client.send("get a\r\n"));
  EXPECT_EQ(client.receive(21), "VALUE a 0 1\r\nx\r\nEND\r\n");
}

TEST_F(LoopbackTest, StopsWhilePeersAreBusy) {
  serve_tcp();
  constexpr std::size_t kClients = 4;
  std::vector<std::thread> threads;
  threads.reserve(kClients);
  for (std::size_t number = 0; number < kClients; ++number) {
    threads.emplace_back([port = port()] {
      for (int count = 0; count < 100'000; ++count) {
        const Client client(port);
        if (client.ask("version") != "VERSION 1.6.45-mcspecd") return;
      }
    });
  }
  while (parts_.counters.sum().total_connections < 100) std::this_thread::yield();
  stop();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace mcspec::tests
