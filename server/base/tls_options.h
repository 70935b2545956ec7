#pragma once

#include <cstdint>
#include <string>

namespace mcspec::base {

/// What TLS is to be like, under memcached's names: `-o ssl_...`.
struct TlsOptions {
  /// Whether clients show certificates of their own: as SSL_CTX_set_verify knows them.
  enum class VerifyMode : std::uint8_t { none, request, require, once };
  enum class KeyFormat : std::uint8_t { pem = 1, der = 2 };
  enum class MinVersion : std::uint8_t { tls1_0, tls1_1, tls1_2, tls1_3 };

  std::string chain_cert{};  ///< a file of certificates, the server's first, in PEM
  std::string key{};         ///< a file; empty: the key is in the file of certificates
  VerifyMode verify_mode = VerifyMode::none;
  KeyFormat key_format = KeyFormat::pem;
  std::string ciphers{};  ///< of TLS 1.2 and older, as OpenSSL lists them; empty: its choice
  std::string ca_cert{};  ///< a file of the certificates that those of clients are signed with
  std::uint32_t wbuf_size = 16 * 1024;  ///< kept for `stats settings` only
  bool session_cache = false;           ///< let peers resume sessions
  bool kernel_tls = false;              ///< let the kernel encrypt, where it can
  MinVersion min_version = MinVersion::tls1_2;
};

/// What one listener asks of its peers.
enum class TlsUse : std::uint8_t {
  none,        ///< no TLS: `notls`
  configured,  ///< TLS, and of client certificates what the options say
  any_peer,    ///< TLS, and nothing of client certificates: `btls`
  known_peer,  ///< TLS, and no client without a certificate: `mtls`
};

}  // namespace mcspec::base
