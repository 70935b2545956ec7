#include "server/tests/tls_client.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

namespace mcspec::tests {

TlsClient::TlsClient(std::uint16_t port, const Options& options)
    : client_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(nullptr) {
  if (options.version_max != 0) SSL_CTX_set_max_proto_version(context_, options.version_max);
  if (!options.certificate.empty()) {
    SSL_CTX_use_certificate_chain_file(context_, options.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context_, options.key.c_str(), SSL_FILETYPE_PEM);
  }
  ssl_ = SSL_new(context_);
  SSL_set_fd(ssl_, client_.number());
  is_connected_ = client_.is_connected() && SSL_connect(ssl_) == 1;
}

TlsClient::~TlsClient() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

bool TlsClient::send(std::string_view octets) const {
  return SSL_write(ssl_, octets.data(), static_cast<int>(octets.size())) ==
         static_cast<int>(octets.size());
}

std::string TlsClient::receive(std::size_t size) const {
  std::string octets(size, '\0');
  std::size_t received = 0;
  while (received < size) {
    const int some = SSL_read(ssl_, octets.data() + received, static_cast<int>(size - received));
    if (some <= 0) break;
    received += static_cast<std::size_t>(some);
  }
  octets.resize(received);
  return octets;
}

std::string TlsClient::ask(std::string_view line) const {
  if (!send(std::string(line) + "\r\n")) return "not sent";
  std::string reply;
  while (!reply.ends_with('\n')) {
    const std::string octet = receive(1);
    if (octet.empty()) break;
    reply += octet;
  }
  reply.resize(reply.size() - std::min<std::size_t>(reply.size(), 2));
  return reply;
}

bool TlsClient::was_left() const {
  char octet = 0;
  return SSL_get_error(ssl_, SSL_read(ssl_, &octet, 1)) == SSL_ERROR_ZERO_RETURN;
}

std::string TlsClient::server_name() const {
  std::array<char, 256> name{};
  X509_NAME* const subject = X509_get_subject_name(SSL_get0_peer_certificate(ssl_));
  X509_NAME_get_text_by_NID(subject, NID_commonName, name.data(), static_cast<int>(name.size()));
  return name.data();
}

}  // namespace mcspec::tests
