#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "server/base/tls_counters.h"
#include "server/net/sys_result.h"

namespace mcspec::net {

struct SslDeleter {
  void operator()(SSL* ssl) const noexcept;
};
using SslHandle = std::unique_ptr<SSL, SslDeleter>;

/// TLS on one accepted socket. Shakes hands as octets come and go, and never blocks. Keeps no
/// octets that were received: what it has not been asked for stays in the socket, where a reactor
/// sees it. Not thread-safe.
class TlsStream {
 public:
  /// Requires: `ssl` accepts on a socket that outlives this; `counters` does as well.
  TlsStream(SslHandle ssl, base::TlsCounters& counters) noexcept;

  /// Takes leave of the peer, if that is possible at once.
  ~TlsStream();

  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// What came of receiving.
  struct Received {
    enum class Kind : std::uint8_t {
      octets,       ///< `size` of them
      ended,        ///< the peer sends no more
      failed,       ///< the peer does not speak TLS, or not as it should
      wants_input,  ///< nothing yet: call again when the socket has octets
      wants_output  ///< nothing yet: call again when the socket takes octets
    } kind;
    std::size_t size = 0;
  };

  /// Octets of a record at the most.
  static constexpr std::size_t kRecordSizeMax = std::size_t{16} * 1024;

  /// The next octets in the clear. Requires: `room` for kRecordSizeMax octets.
  Received receive(std::span<char> room) noexcept;

  /// Sends what the socket takes at once; how much of `octets` that was, which may be nothing. What
  /// was not sent has to be what is sent next. Requires: something was received before.
  SysResult<std::size_t> send(std::string_view octets) noexcept;

  /// Tells the peer that no more comes.
  void finish() noexcept;

 private:
  void fail(int error) noexcept;

  SslHandle ssl_;
  base::TlsCounters& counters_;
  bool is_broken_ = false;
  bool is_finished_ = false;
};

}  // namespace mcspec::net
