#pragma once

#include <cstdint>

namespace mcspec::store {

/// What a store holds and has done since it was made. Names are memcached's where it has one.
struct Statistics {
  std::uint64_t curr_items = 0;      ///< in the index; flushed and expired ones until swept or read
  std::uint64_t bytes = 0;           ///< octets of arena they take
  std::uint64_t total_items = 0;     ///< ever linked
  std::uint64_t limit_maxbytes = 0;  ///< octets, as configured

  std::uint64_t evictions = 0;          ///< live items dropped to make room
  std::uint64_t evicted_unfetched = 0;  ///< of these, never read
  std::uint64_t evicted_nonzero = 0;    ///< of these, with an expiration
  std::uint64_t reclaimed = 0;          ///< expired or flushed items swept away
  std::uint64_t expired_unfetched = 0;  ///< of these, expired and never read

  std::uint64_t hash_bytes = 0;  ///< octets of the index

  std::uint64_t segment_size = 0;   ///< octets
  std::uint64_t segment_count = 0;  ///< segments that the limit allows
  std::uint64_t segments_used = 0;  ///< of these, ever written to
};

}  // namespace mcspec::store
