#pragma once

#include <cstdint>

#include "server/base/clock.h"
#include "server/engine/operation.h"
#include "server/engine/outcome.h"
#include "server/engine/statistics.h"
#include "server/store/store.h"

namespace mcspec::engine {

/// The semantics of the cache, written once for every dialect: what an operation does to the
/// store. Safe to call from many threads at once; each call takes effect as one step.
class Engine {
 public:
  /// Requires: `store` outlives the engine.
  explicit Engine(store::Store& store) noexcept : store_(store) {}

  Outcome execute(const Fetch& operation, base::Instant now) noexcept;
  Outcome execute(const Store& operation, base::Instant now) noexcept;
  Outcome execute(const Remove& operation, base::Instant now) noexcept;
  Outcome execute(const Arithmetic& operation, base::Instant now) noexcept;
  Outcome execute(const Flush& operation, base::Instant now) noexcept;

  /// Whether an item of these sizes can ever be stored: what is asked before its value is read,
  /// so that a refusal costs no memory. `stored` if it can, else `too_large`.
  Verdict admit(std::size_t key_size, std::uint32_t flags, std::uint64_t value_size) const noexcept;

  /// Counters since the start, summed over all threads.
  Statistics statistics() const noexcept;

  /// The storage underneath, for what administers it.
  store::Store& storage() noexcept { return store_; }

 private:
  store::Store& store_;
  Counters counters_;
};

}  // namespace mcspec::engine
