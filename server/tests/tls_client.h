#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/tests/client.h"

namespace mcspec::tests {

/// A peer that speaks TLS, trusts everybody, blocks, and gives up after ten seconds.
class TlsClient {
 public:
  /// What it is to be like.
  struct Options {
    std::string certificate{};  ///< a file, if it has one to show
    std::string key{};
    int version_max = 0;  ///< as OpenSSL numbers them; 0: any
  };

  /// Connects to 127.0.0.1 and shakes hands.
  explicit TlsClient(std::uint16_t port, const Options& options);
  explicit TlsClient(std::uint16_t port) : TlsClient(port, Options{}) {}
  ~TlsClient();

  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  /// Whether both have come to an agreement, as far as this end knows.
  bool is_connected() const { return is_connected_; }

  /// False if not all was sent.
  bool send(std::string_view octets) const;

  /// Up to `size` octets; fewer only at the end of what the server sends.
  std::string receive(std::size_t size) const;

  /// Sends a line and its CRLF, and receives a line without.
  std::string ask(std::string_view line) const;

  /// Whether the server has taken leave. Requires: nothing more is to be received.
  bool was_left() const;

  /// The name in the server's certificate.
  std::string server_name() const;

 private:
  Client client_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool is_connected_ = false;
};

}  // namespace mcspec::tests
