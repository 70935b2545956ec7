#include "server/net/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <string_view>
#include <utility>

namespace mcspec::net {
namespace {

using base::TlsOptions;
using base::TlsUse;

// Source: memcached 1.6.45, tls.c, SESSION_ID_CONTEXT.
constexpr std::string_view kSessionContext = "memcached";

int to_openssl(TlsOptions::MinVersion version) noexcept {
  switch (version) {
    case TlsOptions::MinVersion::tls1_0:
      return TLS1_VERSION;
    case TlsOptions::MinVersion::tls1_1:
      return TLS1_1_VERSION;
    case TlsOptions::MinVersion::tls1_2:
      return TLS1_2_VERSION;
    case TlsOptions::MinVersion::tls1_3:
      return TLS1_3_VERSION;
  }
  return TLS1_2_VERSION;
}

int to_openssl(TlsOptions::VerifyMode mode) noexcept {
  switch (mode) {
    case TlsOptions::VerifyMode::none:
      return SSL_VERIFY_NONE;
    case TlsOptions::VerifyMode::request:
      return SSL_VERIFY_PEER;
    case TlsOptions::VerifyMode::require:
      return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    case TlsOptions::VerifyMode::once:
      return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT | SSL_VERIFY_CLIENT_ONCE;
  }
  return SSL_VERIFY_NONE;
}

/// What OpenSSL says that was wrong.
std::string last_error() {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_peek_error(), text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

int count_session(SSL* ssl, SSL_SESSION*) {
  void* const counters = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
  static_cast<base::TlsCounters*>(counters)->new_sessions.fetch_add(1, std::memory_order_relaxed);
  return 0;
}

/// Sessions are resumed by tickets or by what the server remembers, or not at all.
void set_session_cache(SSL_CTX* context, bool is_on, base::TlsCounters& counters) {
  if (!is_on) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
    return;
  }
  SSL_CTX_set_app_data(context, &counters);
  SSL_CTX_sess_set_new_cb(context, &count_session);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER);
  SSL_CTX_set_session_id_context(context,
                                 reinterpret_cast<const unsigned char*>(kSessionContext.data()),
                                 static_cast<unsigned>(kSessionContext.size()));
}

}  // namespace

void SslContextDeleter::operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }

TlsContext::TlsContext(TlsOptions options, base::TlsCounters& counters, const base::Clock& clock)
    : options_(std::move(options)), counters_(counters), clock_(clock) {}

std::optional<std::string> TlsContext::load() {
  SslContextHandle context = make_context();
  if (context == nullptr) return "Error making a TLS context: " + last_error();
  if (auto error = apply_files(context.get())) return error;
  if (!options_.ciphers.empty() &&
      SSL_CTX_set_cipher_list(context.get(), options_.ciphers.c_str()) != 1) {
    ERR_clear_error();
    return "Error setting the provided cipher(s): " + options_.ciphers;
  }
  counters_.is_used.store(true);
  counters_.has_session_cache.store(options_.session_cache);
  counters_.refreshed.store(clock_.now());
  const std::lock_guard hold(mutex_);
  context_.swap(context);
  return std::nullopt;
}

SslContextHandle TlsContext::make_context() const {
  SslContextHandle context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr) return context;
  SSL_CTX_set_min_proto_version(context.get(), to_openssl(options_.min_version));
  SSL_CTX_set_verify(context.get(), to_openssl(options_.verify_mode), nullptr);
  set_session_cache(context.get(), options_.session_cache, counters_);
  // A peer that closes without taking leave has ended like any other: requests tell their ends.
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (options_.kernel_tls) SSL_CTX_set_options(context.get(), SSL_OP_ENABLE_KTLS);
  // Idle connections hold no buffers. What was not sent may be offered from elsewhere again.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

std::optional<std::string> TlsContext::apply_files(SSL_CTX* context) const {
  const std::string& chain = options_.chain_cert;
  const std::string& key = options_.key.empty() ? chain : options_.key;
  const bool is_pem = options_.key_format == TlsOptions::KeyFormat::pem;
  if (SSL_CTX_use_certificate_chain_file(context, chain.c_str()) != 1) {
    return "Error loading the certificate chain: " + chain + " : " + last_error();
  }
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(),
                                  is_pem ? SSL_FILETYPE_PEM : SSL_FILETYPE_ASN1) != 1) {
    return "Error loading the key: " + key + " : " + last_error();
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return "Error validating the certificate: " + last_error();
  }
  const std::string& ca = options_.ca_cert;
  if (ca.empty()) return std::nullopt;
  if (SSL_CTX_load_verify_locations(context, ca.c_str(), nullptr) != 1) {
    return "Error loading the CA certificate: " + ca + " : " + last_error();
  }
  SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(ca.c_str()));
  return std::nullopt;
}

std::unique_ptr<TlsStream> TlsContext::accept(int descriptor, TlsUse use) noexcept {
  SslHandle ssl;
  {
    const std::lock_guard hold(mutex_);
    ssl.reset(SSL_new(context_.get()));
  }
  if (ssl == nullptr || SSL_set_fd(ssl.get(), descriptor) != 1) return nullptr;
  if (use == TlsUse::any_peer) SSL_set_verify(ssl.get(), SSL_VERIFY_NONE, nullptr);
  if (use == TlsUse::known_peer) {
    SSL_set_verify(ssl.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  SSL_set_accept_state(ssl.get());
  return std::make_unique<TlsStream>(std::move(ssl), counters_);
}

}  // namespace mcspec::net
