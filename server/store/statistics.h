#pragma once

#include <cstdint>

#include "server/base/clock.h"

namespace mcspec::store {

/// What a store holds, and what it has done since it was made or its statistics were reset. Names
/// are memcached's where it has one.
struct Statistics {
  std::uint64_t curr_items = 0;      ///< in the index; flushed and expired ones until swept or read
  std::uint64_t bytes = 0;           ///< octets of arena they take
  std::uint64_t total_items = 0;     ///< ever linked
  std::uint64_t limit_maxbytes = 0;  ///< octets, as configured

  std::uint64_t evictions = 0;          ///< live items dropped to make room
  std::uint64_t evicted_unfetched = 0;  ///< of these, never read
  std::uint64_t evicted_nonzero = 0;    ///< of these, with an expiration
  std::uint64_t evicted_time = 0;       ///< seconds the last of these had not been read
  std::uint64_t reclaimed = 0;          ///< expired or flushed items swept away
  std::uint64_t expired_unfetched = 0;  ///< of these, expired and never read

  std::uint64_t hash_bytes = 0;  ///< octets of the index

  std::uint64_t segment_size = 0;   ///< octets
  std::uint64_t segment_count = 0;  ///< segments that the limit allows
  std::uint64_t segments_used = 0;  ///< of these, ever written to
  std::uint64_t unit_size = 0;      ///< octets of which every item takes a whole number

  /// When the segment that was swept longest ago was opened: what has not been read since then is
  /// no older than that. kNever: when the store was made.
  base::Instant oldest_segment = base::kNever;
};

}  // namespace mcspec::store
