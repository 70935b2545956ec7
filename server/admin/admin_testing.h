#pragma once

// What the tests of administration share.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "server/admin/statistics.h"
#include "server/base/clock.h"
#include "server/engine/engine.h"
#include "server/store/store.h"

namespace mcspec::admin {

/// The value of a statistic, or "(missing)".
inline std::string value_in(const base::StatisticList& list, std::string_view name) {
  for (const auto& [known, value] : list) {
    if (known == name) return value;
  }
  return "(missing)";
}

/// An engine over a small store, and what else statistics tell of.
class AdminTest : public testing::Test {
 protected:
  static constexpr base::Instant kStart = 1'700'000'000;

  void set(std::string_view key, std::string_view value, engine::Exptime expiry = 0) {
    const auto outcome =
        engine_.execute(engine::Store{.key = key, .value = value, .expiry = expiry}, now_);
    EXPECT_EQ(outcome.verdict, engine::Verdict::stored);
  }

  bool get(std::string_view key) {
    return engine_.execute(engine::Fetch{.key = key}, now_).verdict == engine::Verdict::found;
  }

  base::Instant now_ = kStart + 10;
  base::Log log_;
  base::ConnectionCounters connections_{2, 1024};
  store::Store store_{{.memory_limit = 1 << 20, .item_size_max = 32 << 10}};
  engine::Engine engine_{store_, kStart};
};

}  // namespace mcspec::admin
