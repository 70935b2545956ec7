#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace mcspec::base {

/// Writes to standard error what an operator has asked to see, one line a call. Safe to use from
/// many threads.
class Log {
 public:
  /// The highest level there is. Source: memcached's option -v and command verbosity.
  static constexpr std::uint32_t kLevelMax = 2;

  explicit Log(std::uint32_t level = 0) noexcept { set_level(level); }

  std::uint32_t level() const noexcept { return level_.load(std::memory_order_relaxed); }

  /// Shows messages of this level and below; more than kLevelMax is taken as that.
  void set_level(std::uint32_t level) noexcept {
    level_.store(level < kLevelMax ? level : kLevelMax, std::memory_order_relaxed);
  }

  /// Writes `message` if `level` is shown; level 0 always is. A line break is added.
  void write(std::uint32_t level, std::string_view message) noexcept;

 private:
  std::atomic<std::uint32_t> level_{0};
};

}  // namespace mcspec::base
