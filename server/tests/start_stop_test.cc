#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/tests/certificates.h"
#include "server/tests/child_server.h"
#include "server/tests/client.h"
#include "server/tests/tls_client.h"

namespace mcspec::tests {
namespace {

const std::vector<std::string>& anywhere() {
  static const std::vector<std::string> arguments = {"-l", "127.0.0.1", "-p", "-1"};
  return arguments;
}

std::vector<std::string> anywhere_and(const std::vector<std::string>& more) {
  std::vector<std::string> arguments = anywhere();
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// A line of /proc/PID/status.
std::string status_line(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with(name + ":")) return line;
  }
  return {};
}

/// Seconds of processor time that a process has used.
double processor_time(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string word;
  for (int skipped = 0; skipped < 13; ++skipped) file >> word;
  double user = 0;
  double system = 0;
  file >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

TEST(StartStop, IsSilentAndEndsWellOnEverySignalThatAsksItTo) {
  for (const int number : {SIGTERM, SIGINT, SIGUSR1}) {
    SCOPED_TRACE(number);
    ChildServer server(anywhere());
    const Client client(server.wait_for_port());
    EXPECT_EQ(client.ask("version"), "VERSION 1.6.45-mcspecd");
    server.signal(number);
    const Ending ending = server.wait();
    EXPECT_EQ(ending.status, 0);
    EXPECT_EQ(ending.text, "");
    EXPECT_EQ(client.receive_all(), "");
  }
}

TEST(StartStop, TellsItsPortAsMemcachedDoes) {
  ChildServer server(anywhere());
  const std::uint16_t port = server.wait_for_port();
  EXPECT_EQ(server.port_file_text(), "TCP INET: " + std::to_string(port) + "\n");
}

TEST(StartStop, ReadsCertificatesAgainOnSighup) {
  const CertificateFiles files("first");
  ChildServer server(anywhere_and(
      {"-Z", "-o", "ssl_chain_cert=" + files.certificate() + ",ssl_key=" + files.key()}));
  const std::uint16_t port = server.wait_for_port();
  EXPECT_EQ(TlsClient(port).server_name(), "first");
  files.renew("second");
  server.signal(SIGHUP);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (TlsClient(port).server_name() != "second") {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
}

TEST(StartStop, SaysWhatIsWrongWithItsCertificates) {
  const Ending ending = run_server(anywhere_and({"-Z", "-o", "ssl_chain_cert=/nowhere"}));
  EXPECT_EQ(ending.status, 64);
  EXPECT_TRUE(
      ending.text.starts_with("mcspecd: Error loading the certificate chain: /nowhere : error:"))
      << ending.text;
}

TEST(StartStop, SaysWhereItListensIfAsked) {
  ChildServer server(anywhere_and({"-v"}));
  const std::uint16_t port = server.wait_for_port();
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().text, "listening on 127.0.0.1:" + std::to_string(port) + "\n");
}

TEST(StartStop, LogsConnectionsIfAskedTwice) {
  ChildServer server(anywhere_and({"-vv"}));
  {
    const Client client(server.wait_for_port());
    ASSERT_TRUE(client.send("quit\r\n"));
    EXPECT_EQ(client.receive_all(), "");
  }
  server.signal(SIGTERM);
  const std::string text = server.wait().text;
  EXPECT_NE(text.find(" new client connection\n"), std::string::npos) << text;
  EXPECT_NE(text.find(" connection closed.\n"), std::string::npos) << text;
}

TEST(StartStop, RefusesAWrongCommandLine) {
  const Ending ending = run_server({"-t", "0"});
  EXPECT_EQ(ending.status, 64);
  EXPECT_EQ(ending.text, "mcspecd: -t 0: expected a number from 1 to 1024\n");
}

TEST(StartStop, PrintsItsVersion) {
  const Ending ending = run_server({"-V"});
  EXPECT_EQ(ending.status, 0);
  EXPECT_NE(ending.text.find("(memcached 1.6.45 protocol)"), std::string::npos);
}

TEST(StartStop, SaysWhereItCannotListen) {
  ChildServer server(anywhere());
  const std::string port = std::to_string(server.wait_for_port());
  const Ending ending = run_server({"-l", "127.0.0.1", "-p", port});
  EXPECT_EQ(ending.status, 71);
  EXPECT_EQ(ending.text,
            "mcspecd: cannot listen on 127.0.0.1:" + port + ": Address already in use\n");
}

TEST(StartStop, TakesItsSocketFileAwayAndReplacesOneLeftBehind) {
  const std::string path = "/tmp/mcspec-start-stop-" + std::to_string(getpid());
  const auto connect = [&path] {
    for (int tries = 0; tries < 5'000; ++tries) {
      if (Client(path).is_connected()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
  };
  {
    ChildServer killed({"-s", path});
    ASSERT_TRUE(connect());
    killed.signal(SIGKILL);
    killed.wait();
  }
  ASSERT_EQ(access(path.c_str(), F_OK), 0);
  ChildServer server({"-s", path});
  ASSERT_TRUE(connect());
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().status, 0);
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

TEST(StartStop, BecomesTheUserItIsToldToIfItIsRoot) {
  ChildServer server(anywhere_and({"-u", "nobody"}));
  ASSERT_NE(server.wait_for_port(), 0);
  const std::string expected =
      getuid() == 0 ? "Uid:\t65534\t65534\t65534\t65534" : status_line(getpid(), "Uid");
  EXPECT_EQ(status_line(server.pid(), "Uid"), expected);
}

TEST(StartStop, KnowsNoUserThatIsNotThereIfItIsRoot) {
  ChildServer server(anywhere_and({"-u", "nobody at all"}));
  if (getuid() != 0) {
    EXPECT_NE(server.wait_for_port(), 0);
    return;
  }
  const Ending ending = server.wait();
  EXPECT_EQ(ending.status, 67);
  EXPECT_EQ(ending.text, "mcspecd: -u nobody at all: there is no such user\n");
}

TEST(StartStop, SleepsWhileNothingHappens) {
  ChildServer server(anywhere());
  const Client client(server.wait_for_port());
  ASSERT_EQ(client.ask("version"), "VERSION 1.6.45-mcspecd");
  const double before = processor_time(server.pid());
  constexpr double kPause = 0.4;
  std::this_thread::sleep_for(std::chrono::duration<double>(kPause));
  EXPECT_LT(processor_time(server.pid()) - before, kPause / 4);
}

TEST(StartStop, OutlivesPeersThatVanishWhileTheyAreAnswered) {
  ChildServer server(anywhere());
  const std::uint16_t port = server.wait_for_port();
  for (int count = 0; count < 20; ++count) {
    const Client client(port);
    std::string requests;
    for (int request = 0; request < 1'000; ++request) requests += "stats\r\n";
    ASSERT_TRUE(client.send(requests));
  }
  EXPECT_EQ(Client(port).ask("version"), "VERSION 1.6.45-mcspecd");
}

TEST(StartStop, OutlivesRunningOutOfDescriptors) {
  ChildServer server(anywhere());
  const std::uint16_t port = server.wait_for_port();
  const rlimit limit{.rlim_cur = 24, .rlim_max = 24};
  ASSERT_EQ(prlimit(server.pid(), RLIMIT_NOFILE, &limit, nullptr), 0);
  std::vector<std::unique_ptr<Client>> clients;
  int served = 0;
  int refused = 0;
  for (int count = 0; count < 40; ++count) {
    clients.push_back(std::make_unique<Client>(port));
    const std::string reply = clients.back()->ask("version");
    if (reply == "VERSION 1.6.45-mcspecd") ++served;
    if (reply == "ERROR Too many open connections") ++refused;
  }
  EXPECT_GT(served, 0);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(served + refused, 40);
  clients.clear();
  std::string reply;
  for (int tries = 0; tries < 5'000 && reply != "VERSION 1.6.45-mcspecd"; ++tries) {
    reply = Client(port).ask("version");
  }
  EXPECT_EQ(reply, "VERSION 1.6.45-mcspecd");
}

}  // namespace
}  // namespace mcspec::tests
