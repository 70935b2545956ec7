#pragma once

// What the tests of the engine share.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "server/base/clock.h"
#include "server/engine/engine.h"

namespace mcspec::engine {

/// An engine over a small store at a time that stands still.
class EngineTest : public testing::Test {
 protected:
  static constexpr std::size_t kItemSizeMax = std::size_t{1} << 20;

  template <class Operation>
  Outcome run(const Operation& operation) {
    return engine_.execute(operation, clock_.now());
  }

  /// Stores, which must succeed. The new CAS unique.
  std::uint64_t set(std::string_view key, std::string_view value, std::uint32_t flags = 0,
                    Exptime expiry = 0) {
    const Outcome outcome =
        run(Store{.key = key, .value = value, .flags = flags, .expiry = expiry});
    EXPECT_EQ(outcome.verdict, Verdict::stored);
    return outcome.cas;
  }

  /// Looks without leaving a trace.
  Outcome peek(std::string_view key) {
    return run(Fetch{.key = key, .count = Fetch::Count::none, .bump = false});
  }

  std::string value_of(std::string_view key) {
    const Outcome outcome = peek(key);
    return outcome.item ? std::string(outcome.item.value()) : "(missing)";
  }

  std::int64_t ttl_of(std::string_view key) {
    return time_to_live(peek(key).item.deadline(), clock_.now());
  }

  /// As a reader that takes part in recaching sees it: X stale, W won, Z somebody else has won.
  std::string marks_of(std::string_view key) {
    const Outcome outcome = run(Fetch{.key = key, .may_win = true});
    if (!outcome.item) return "(missing)";
    return std::string(outcome.win_sent ? "Z" : "") + (outcome.stale ? "X" : "") +
           (outcome.won ? "W" : "");
  }

  base::ManualClock clock_{1'700'000'000};
  store::Store store_{store::Options{.memory_limit = 16 << 20, .item_size_max = kItemSizeMax}};
  Engine engine_{store_, clock_.now()};
};

/// The same over a store that is full and may not evict.
class FullEngineTest : public EngineTest {
 protected:
  FullEngineTest() {
    // Ever smaller values, until not even an empty one fits.
    int number = 0;
    for (std::size_t size = 100'000; size > 0; size /= 2) {
      while (fill(number, size)) ++number;
    }
    while (fill(number, 0)) ++number;
  }

  bool fill(int number, std::size_t size) {
    const std::string key = "filler-" + std::to_string(number);
    return full_.execute(Store{.key = key, .value = std::string(size, 'v')}, clock_.now())
               .verdict == Verdict::stored;
  }

  store::Store full_store_{
      store::Options{.memory_limit = 1 << 20, .item_size_max = 256 << 10, .evict = false}};
  Engine full_{full_store_, clock_.now()};
};

}  // namespace mcspec::engine
