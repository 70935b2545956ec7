#pragma once

#include <atomic>
#include <cstdint>

namespace mcspec::base {

/// Counts attempts to authenticate. Safe to use from many threads.
class AuthenticationCounters {
 public:
  void count(bool admitted) noexcept {
    commands_.fetch_add(1, std::memory_order_relaxed);
    if (!admitted) errors_.fetch_add(1, std::memory_order_relaxed);
  }

  /// memcached's auth_cmds: attempts that came to an end.
  std::uint64_t commands() const noexcept { return commands_.load(std::memory_order_relaxed); }

  /// memcached's auth_errors: those that let nobody in.
  std::uint64_t errors() const noexcept { return errors_.load(std::memory_order_relaxed); }

  void reset() noexcept {
    commands_.store(0, std::memory_order_relaxed);
    errors_.store(0, std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> commands_{0};
  std::atomic<std::uint64_t> errors_{0};
};

}  // namespace mcspec::base
