#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace mcspec::engine {

/// What was done to the keys of one prefix.
struct PrefixStatistics {
  std::string prefix{};
  std::uint64_t gets = 0;
  std::uint64_t hits = 0;  ///< gets that found an item
  std::uint64_t sets = 0;
  std::uint64_t deletes = 0;
};

/// Counts what is done to keys by their prefixes: what comes before the first octet of a chosen
/// kind. Keys without that octet are not counted, nor are prefixes beyond the first kPrefixesMax.
/// Off at first; while it is off, counting costs a look at one flag. Safe to use from many threads.
/// Source: memcached 1.6.45, stats_prefix.c.
class PrefixCounters {
 public:
  static constexpr std::size_t kPrefixesMax = 65'536;

  explicit PrefixCounters(char end) noexcept : end_(end) {}

  bool is_on() const noexcept { return is_on_.load(std::memory_order_relaxed); }
  void set_on(bool on) noexcept { is_on_.store(on, std::memory_order_relaxed); }

  /// Each does nothing while it is off.
  void count_get(std::string_view key, bool hit) noexcept {
    if (is_on()) add(key, {.gets = 1, .hits = hit ? 1U : 0U});
  }
  void count_set(std::string_view key) noexcept {
    if (is_on()) add(key, {.sets = 1});
  }
  void count_delete(std::string_view key) noexcept {
    if (is_on()) add(key, {.deletes = 1});
  }

  /// Everything counted, by prefix in the order of their octets.
  std::vector<PrefixStatistics> list() const;

  /// Forgets what was counted.
  void clear() noexcept;

 private:
  struct Counts {
    std::uint64_t gets = 0;
    std::uint64_t hits = 0;
    std::uint64_t sets = 0;
    std::uint64_t deletes = 0;
  };

  void add(std::string_view key, const Counts& counts) noexcept;
  Counts* counts_of(std::string_view prefix) noexcept;

  const char end_;
  std::atomic<bool> is_on_{false};

  mutable std::mutex mutex_;
  std::map<std::string, Counts, std::less<>> counts_;  ///< under mutex_
};

}  // namespace mcspec::engine
