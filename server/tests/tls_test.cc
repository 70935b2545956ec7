#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server/net/process.h"
#include "server/net/tls_context.h"
#include "server/tests/certificates.h"
#include "server/tests/client.h"
#include "server/tests/loopback_testing.h"
#include "server/tests/tls_client.h"

namespace mcspec::tests {
namespace {

using base::TlsOptions;
using base::TlsUse;

class TlsTest : public LoopbackTest {
 protected:
  void SetUp() override { net::ignore_broken_pipes(); }

  void TearDown() override { stop(); }

  /// A listener with TLS as `options` say, and one for each of `others`.
  void serve_tls(TlsOptions options = {}, const std::vector<TlsUse>& others = {}) {
    options.chain_cert = files_.certificate();
    options.key = files_.key();
    tls_ = std::make_unique<net::TlsContext>(options, parts_.counters.tls(), parts_.clock);
    const auto error = tls_->load();
    ASSERT_FALSE(error) << *error;
    net::NetworkOptions network{.tls = tls_.get()};
    network.tcp.push_back({{"127.0.0.1", 0}, {.tls = TlsUse::configured}});
    for (const TlsUse use : others) network.tcp.push_back({{"127.0.0.1", 0}, {.tls = use}});
    serve(network);
  }

  std::uint16_t port_at(std::size_t at) const { return network_->listeners()[at]->place().port; }

  /// Whether such a client gets an answer. Under TLS 1.3 it learns only then that it is refused.
  static bool is_served(std::uint16_t port, const TlsClient::Options& options = {}) {
    const TlsClient client(port, options);
    return client.is_connected() && client.ask("mn") == "MN";
  }

  TlsClient::Options shown(const CertificateFiles& files) const {
    return {.certificate = files.certificate(), .key = files.key()};
  }

  base::TlsCounters& counters() { return parts_.counters.tls(); }

  CertificateFiles files_{"first"};
  std::unique_ptr<net::TlsContext> tls_;
};

TEST_F(TlsTest, AnswersEveryRequest) {
  serve_tls();
  const TlsClient client(port());
  ASSERT_TRUE(client.is_connected());
  ASSERT_TRUE(client.send("set a 0 0 1\r\nx\r\nget a\r\nget b\r\n"));
  EXPECT_EQ(client.receive(34), "STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\nEND\r\n");
}

TEST_F(TlsTest, KeepsLargeValuesWholeForAPeerThatReadsLate) {
  serve_tls();
  const TlsClient client(port());
  std::string value(1'000'000, '\0');
  for (std::size_t at = 0; at < value.size(); ++at) value[at] = static_cast<char>(at * 31 >> 3);
  ASSERT_TRUE(client.send("set a 0 0 1000000\r\n" + value + "\r\n"));
  ASSERT_EQ(client.receive(8), "STORED\r\n");
  constexpr int kCount = 20;
  for (int count = 0; count < kCount; ++count) ASSERT_TRUE(client.send("get a\r\n"));
  // More than sockets take, so that the server has to wait, and to go on with what it has begun.
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const std::string reply = "VALUE a 0 1000000\r\n" + value + "\r\nEND\r\n";
  for (int count = 0; count < kCount; ++count) {
    ASSERT_TRUE(client.receive(reply.size()) == reply) << count;
  }
}

TEST_F(TlsTest, TakesLeaveAfterQuit) {
  serve_tls();
  const TlsClient client(port());
  ASSERT_TRUE(client.send("version\r\nquit\r\n"));
  EXPECT_EQ(client.receive(24), "VERSION 1.6.45-mcspecd\r\n");
  EXPECT_TRUE(client.was_left());
}

TEST_F(TlsTest, ClosesAPeerThatDoesNotSpeakTlsAndCountsIt) {
  serve_tls();
  const Client plain(port());
  ASSERT_TRUE(plain.send("version\r\nversion\r\n"));
  const std::string reply = plain.receive_all();
  EXPECT_EQ(reply.find("VERSION"), std::string::npos);
  EXPECT_TRUE(wait_for_connections(0));
  EXPECT_EQ(counters().handshake_errors, 1U);
  EXPECT_TRUE(is_served(port()));
}

TEST_F(TlsTest, ServesOthersWhileAHandshakeIsNotGoneOnWith) {
  serve_tls();
  std::vector<std::unique_ptr<Client>> silent;
  for (std::size_t number = 0; number < 2 * kWorkers; ++number) {
    silent.push_back(std::make_unique<Client>(port()));
    // The head of a record that does not come.
    ASSERT_TRUE(silent.back()->send(std::string_view("\x16\x03\x01\x02\x00", 5)));
  }
  for (std::size_t number = 0; number < kWorkers; ++number) EXPECT_TRUE(is_served(port()));
}

TEST_F(TlsTest, RefusesVersionsThatAreTooOld) {
  serve_tls({.min_version = TlsOptions::MinVersion::tls1_3});
  EXPECT_TRUE(is_served(port()));
  EXPECT_FALSE(is_served(port(), {.version_max = TLS1_2_VERSION}));
}

TEST_F(TlsTest, AsksPeersForCertificatesAsToldTo) {
  const CertificateFiles known("known");
  const CertificateFiles unknown("unknown");
  const std::string ca = known.certificate();
  using Mode = TlsOptions::VerifyMode;
  for (const Mode mode : {Mode::none, Mode::request, Mode::require, Mode::once}) {
    serve_tls({.verify_mode = mode, .ca_cert = ca});
    const bool may_be_nobody = mode == Mode::none || mode == Mode::request;
    EXPECT_EQ(is_served(port()), may_be_nobody) << static_cast<int>(mode);
    EXPECT_TRUE(is_served(port(), shown(known))) << static_cast<int>(mode);
    EXPECT_EQ(is_served(port(), shown(unknown)), mode == Mode::none) << static_cast<int>(mode);
    stop();
  }
}

TEST_F(TlsTest, LetsEachListenerAskForMoreOrLess) {
  const CertificateFiles known("known");
  serve_tls({.verify_mode = TlsOptions::VerifyMode::require, .ca_cert = known.certificate()},
            {TlsUse::none, TlsUse::any_peer, TlsUse::known_peer});
  EXPECT_FALSE(is_served(port_at(0)));
  EXPECT_EQ(Client(port_at(1)).ask("mn"), "MN");
  EXPECT_TRUE(is_served(port_at(2)));
  EXPECT_FALSE(is_served(port_at(3)));
  EXPECT_TRUE(is_served(port_at(3), shown(known)));
}

TEST_F(TlsTest, ShowsNewConnectionsTheCertificateThatWasReadLast) {
  serve_tls();
  const TlsClient old(port());
  EXPECT_EQ(old.server_name(), "first");
  files_.renew("second");
  ASSERT_FALSE(tls_->load());
  EXPECT_EQ(TlsClient(port()).server_name(), "second");
  EXPECT_EQ(old.ask("mn"), "MN");
}

TEST_F(TlsTest, ReadsCertificatesAgainWhenAPeerAsks) {
  parts_.server.refresh_certificates = [this] { return tls_->load(); };
  serve_tls();
  const TlsClient client(port());
  files_.renew("second");
  EXPECT_EQ(client.ask("refresh_certs"), "OK");
  EXPECT_EQ(TlsClient(port()).server_name(), "second");
  ASSERT_EQ(truncate(files_.certificate().c_str(), 10), 0);
  EXPECT_TRUE(client.ask("refresh_certs").starts_with("Error loading the certificate chain: "));
}

TEST_F(TlsTest, KeepsItsCertificateWhenTheNewOneCannotBeRead) {
  serve_tls();
  ASSERT_EQ(truncate(files_.certificate().c_str(), 10), 0);
  const auto error = tls_->load();
  ASSERT_TRUE(error);
  EXPECT_TRUE(error->starts_with("Error loading the certificate chain: " + files_.certificate()));
  EXPECT_EQ(TlsClient(port()).server_name(), "first");
}

TEST_F(TlsTest, ReadsCertificatesAgainWhileConnectionsComeAndGo) {
  serve_tls();
  std::vector<std::thread> threads;
  for (std::size_t number = 0; number < kWorkers; ++number) {
    threads.emplace_back([this] {
      for (int count = 0; count < 20; ++count) EXPECT_TRUE(is_served(port()));
    });
  }
  for (int count = 0; count < 20; ++count) EXPECT_FALSE(tls_->load());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counters().handshake_errors, 0U);
}

}  // namespace
}  // namespace mcspec::tests
