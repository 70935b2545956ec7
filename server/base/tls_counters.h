#pragma once

#include <atomic>
#include <cstdint>

#include "server/base/clock.h"

namespace mcspec::base {

/// What becomes of TLS, under memcached's names. Safe to use from many threads.
struct TlsCounters {
  std::atomic<bool> is_used{false};
  std::atomic<bool> has_session_cache{false};
  std::atomic<std::uint64_t> new_sessions{0};      ///< that may be resumed
  std::atomic<std::uint64_t> handshake_errors{0};  ///< peers that came to no agreement
  std::atomic<std::uint64_t> protocol_errors{0};   ///< of peers that had come to one
  std::atomic<Instant> refreshed{0};               ///< when certificates were read last

  /// Starts to count anew.
  void reset() noexcept {
    new_sessions.store(0);
    handshake_errors.store(0);
    protocol_errors.store(0);
  }
};

}  // namespace mcspec::base
