#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace mcspec::engine {

/// How often what happened, since the start or the last reset, under memcached's names.
struct Statistics {
  std::uint64_t cmd_get = 0;  ///< get_hits and get_misses
  std::uint64_t get_hits = 0;
  std::uint64_t get_misses = 0;
  std::uint64_t get_expired = 0;  ///< items met by any operation that had expired
  std::uint64_t get_flushed = 0;  ///< items met by any operation that were flushed

  std::uint64_t cmd_touch = 0;  ///< touch_hits and touch_misses
  std::uint64_t touch_hits = 0;
  std::uint64_t touch_misses = 0;

  std::uint64_t cmd_set = 0;  ///< values there was room for, whatever became of them
  std::uint64_t cas_hits = 0;
  std::uint64_t cas_misses = 0;
  std::uint64_t cas_badval = 0;
  std::uint64_t store_too_large = 0;
  std::uint64_t store_no_memory = 0;

  std::uint64_t delete_hits = 0;
  std::uint64_t delete_misses = 0;
  std::uint64_t incr_hits = 0;
  std::uint64_t incr_misses = 0;
  std::uint64_t decr_hits = 0;
  std::uint64_t decr_misses = 0;

  std::uint64_t cmd_flush = 0;
  std::uint64_t cmd_meta = 0;  ///< inspections of an item, and nothing else
};

/// What is counted one by one; the sums are made when they are asked for.
enum class Counter : std::uint8_t {
  get_hits,
  get_misses,
  get_expired,
  get_flushed,
  touch_hits,
  touch_misses,
  cmd_set,
  cas_hits,
  cas_misses,
  cas_badval,
  store_too_large,
  store_no_memory,
  delete_hits,
  delete_misses,
  incr_hits,
  incr_misses,
  decr_hits,
  decr_misses,
  cmd_flush,
  cmd_meta,
};

/// Counts in several stripes, so that threads do not fight for one cache line. Safe to call from
/// many threads; a sum may miss what is counted while it is made.
class Counters {
 public:
  void count(Counter counter) noexcept;
  Statistics sum() const noexcept;
  void reset() noexcept;

 private:
  static constexpr std::size_t kStripes = 16;
  static constexpr std::size_t kCounters = static_cast<std::size_t>(Counter::cmd_meta) + 1;

  struct alignas(64) Stripe {
    std::array<std::atomic<std::uint64_t>, kCounters> counts{};
  };

  std::uint64_t total(Counter counter) const noexcept;

  std::array<Stripe, kStripes> stripes_;
};

}  // namespace mcspec::engine
