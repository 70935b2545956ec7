#pragma once

#include <cstdint>

#include "server/tests/torture/request.h"

namespace mcspec::tests::torture {

/// How often something was done, as far as a client can know: not less often than it was answered,
/// and not more often than it was sent. Both are the same unless a connection was dropped.
struct Bounds {
  std::uint64_t least = 0;
  std::uint64_t most = 0;

  void add(const Bounds& other) {
    least += other.least;
    most += other.most;
  }
};

/// What the statistics of the server are held against.
struct Tally {
  std::uint64_t sent = 0;         ///< requests
  std::uint64_t connections = 0;  ///< that were made
  Bounds gets;
  Bounds sets;
  Bounds flushes;
  Bounds increments;

  void add(const Tally& other);

  /// Counts a request that is about to be sent.
  void note_sent(const Request& request);

  /// Counts one whose outcome is known.
  void note_done(const Request& request, Outcome outcome);
};

}  // namespace mcspec::tests::torture
