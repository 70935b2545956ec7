#pragma once

#include <openssl/types.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "server/base/clock.h"
#include "server/base/tls_counters.h"
#include "server/base/tls_options.h"
#include "server/net/tls_stream.h"

namespace mcspec::net {

struct SslContextDeleter {
  void operator()(SSL_CTX* context) const noexcept;
};
using SslContextHandle = std::unique_ptr<SSL_CTX, SslContextDeleter>;

/// The server's side of TLS: its certificates, and what it asks of its peers. Safe to use from many
/// threads.
class TlsContext {
 public:
  /// Requires: `counters` and `clock` outlive this. Nothing is read yet.
  TlsContext(base::TlsOptions options, base::TlsCounters& counters, const base::Clock& clock);

  /// Reads the certificates; to be called before accept(), and again when the files have changed.
  /// Connections that are open keep what they have, and where it fails so do new ones. Why it
  /// failed, in memcached's words, if it did. Source: memcached 1.6.45, tls.c,
  /// load_server_certificates.
  std::optional<std::string> load();

  /// TLS on an accepted socket, to which it writes and which has to outlive it; null where there is
  /// no memory. Requires: the use is not `none`.
  std::unique_ptr<TlsStream> accept(int descriptor, base::TlsUse use) noexcept;

 private:
  SslContextHandle make_context() const;
  std::optional<std::string> apply_files(SSL_CTX* context) const;

  const base::TlsOptions options_;
  base::TlsCounters& counters_;
  const base::Clock& clock_;

  std::mutex mutex_;  ///< of context_
  SslContextHandle context_;
};

}  // namespace mcspec::net
