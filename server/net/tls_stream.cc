#include "server/net/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cassert>
#include <cerrno>
#include <utility>

namespace mcspec::net {

void SslDeleter::operator()(SSL* ssl) const noexcept { SSL_free(ssl); }

TlsStream::TlsStream(SslHandle ssl, base::TlsCounters& counters) noexcept
    : ssl_(std::move(ssl)), counters_(counters) {}

TlsStream::~TlsStream() { finish(); }

TlsStream::Received TlsStream::receive(std::span<char> room) noexcept {
  using Kind = Received::Kind;
  assert(room.size() >= kRecordSizeMax);
  // Errors of other streams of this thread would be taken for this one's.
  ERR_clear_error();
  std::size_t size = 0;
  const int status = SSL_read_ex(ssl_.get(), room.data(), room.size(), &size);
  if (status == 1) return {.kind = Kind::octets, .size = size};
  const int error = SSL_get_error(ssl_.get(), status);
  switch (error) {
    case SSL_ERROR_WANT_READ:
      return {.kind = Kind::wants_input};
    case SSL_ERROR_WANT_WRITE:
      return {.kind = Kind::wants_output};
    case SSL_ERROR_ZERO_RETURN:
      return {.kind = Kind::ended};
    default:
      fail(error);
      return {.kind = Kind::failed};
  }
}

SysResult<std::size_t> TlsStream::send(std::string_view octets) noexcept {
  ERR_clear_error();
  std::size_t sent = 0;
  while (sent < octets.size()) {
    std::size_t size = 0;
    const std::string_view rest = octets.substr(sent);
    const int status = SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &size);
    if (status == 1) {
      sent += size;
      continue;
    }
    // Behind the handshake a write never waits for input, as there is no renegotiation.
    const int error = SSL_get_error(ssl_.get(), status);
    if (error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ) break;
    fail(error);
    return SysError{EPIPE};
  }
  return sent;
}

void TlsStream::finish() noexcept {
  if (is_broken_ || is_finished_ || SSL_is_init_finished(ssl_.get()) == 0) return;
  is_finished_ = true;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

/// Behind such an error nothing more may be sent, not even that it is the end.
void TlsStream::fail(int error) noexcept {
  is_broken_ = true;
  if (SSL_is_init_finished(ssl_.get()) == 0) {
    counters_.handshake_errors.fetch_add(1, std::memory_order_relaxed);
  } else if (error == SSL_ERROR_SSL) {
    counters_.protocol_errors.fetch_add(1, std::memory_order_relaxed);
  }
}

}  // namespace mcspec::net
