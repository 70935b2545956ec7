#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "server/base/clock.h"
#include "server/engine/operation.h"
#include "server/engine/outcome.h"
#include "server/engine/prefix_counters.h"
#include "server/engine/statistics.h"
#include "server/store/store.h"

namespace mcspec::engine {

/// The semantics of the cache, written once for every dialect: what an operation does to the
/// store. Safe to call from many threads at once; each call takes effect as one step.
class Engine {
 public:
  /// `started` is when the server did: flushes of a moment over a minute before it do nothing.
  /// Requires: `store` outlives the engine.
  /// `prefix_end` is the octet that ends what keys are counted by in prefixes().
  explicit Engine(store::Store& store, base::Instant started = base::kNever,
                  char prefix_end = ':') noexcept
      : store_(store), started_(started), prefixes_(prefix_end) {}

  /// Each requires a key of 1 to store::kKeySizeMax octets, and that the thread keeps no Outcome.
  Outcome execute(const Fetch& operation, base::Instant now) noexcept;
  Outcome execute(const Store& operation, base::Instant now) noexcept;
  Outcome execute(const Remove& operation, base::Instant now) noexcept;
  Outcome execute(const Arithmetic& operation, base::Instant now) noexcept;
  Outcome execute(const Flush& operation, base::Instant now) noexcept;

  /// Says that an operation on `key` is to come soon; see store::Store::prefetch.
  void prefetch(std::string_view key) noexcept { store_.prefetch(key); }

  /// Whether an item of these sizes can ever be stored: what is asked before its value is read,
  /// so that a refusal costs no memory. `stored` if it can, else `too_large`.
  Verdict admit(std::size_t key_size, std::uint32_t flags, std::uint64_t value_size) const noexcept;

  /// Counts a value that admit did not let in and, with `forget`, drops what is stored under its
  /// key (see Store::forget_on_failure).
  void refuse(std::string_view key, bool forget, base::Instant now) noexcept;

  /// Counts a value that was let in, and is not stored because it did not end as it should.
  /// Source: memcached 1.6.45, memcached.c, complete_nread_ascii.
  void discard() noexcept { count(Counter::cmd_set); }

  /// Counters since the start or the last reset, summed over all threads.
  Statistics statistics() const noexcept;

  /// Starts the counters anew, those of the store and of the prefixes as well. What another thread
  /// counts meanwhile may be lost.
  void reset_statistics() noexcept;

  /// Counts that somebody looked at an item's state.
  void count_inspection() noexcept { count(Counter::cmd_meta); }

  /// What is done to keys, by their prefixes; it is the caller's to count there.
  PrefixCounters& prefixes() noexcept { return prefixes_; }

  /// The moment up to which the last flush forgets what is stored, come or not; kNever without one.
  base::Instant flushed_until() const noexcept {
    return flushed_until_.load(std::memory_order_relaxed);
  }

  /// The storage underneath, for what administers it.
  store::Store& storage() noexcept { return store_; }

 private:
  store::ItemRef find(std::string_view key, base::Instant now) noexcept;
  void forget(std::string_view key, base::Instant now) noexcept;
  bool keeps_cas() const noexcept { return store_.options().use_cas; }
  std::uint64_t cas_for(std::optional<std::uint64_t> set_cas) noexcept;
  void count(Counter counter) noexcept { counters_.count(counter); }

  void create_empty(const Fetch& operation, base::Instant now, Outcome& outcome) noexcept;
  void count_fetch(const Fetch& operation, bool hit) noexcept;

  Outcome replace(const Store& operation, base::Instant now) noexcept;
  Verdict judge(const Store& operation, const store::ItemRef& place, base::Instant now) noexcept;
  Verdict judge_cas(const Store& operation, const store::ItemRef& place) noexcept;
  Outcome join(const Store& operation, base::Instant now) noexcept;
  Outcome link_joined(const Store& operation, store::ItemRef place, store::Reservation room,
                      std::uint64_t cas, base::Instant now) noexcept;
  Outcome not_joined(const Store& operation, base::Instant now) noexcept;
  std::uint64_t cas_for_value(const Store& operation) noexcept;

  Outcome mark_or_unlink(const Remove& operation, store::ItemRef place, base::Instant now) noexcept;
  Outcome clear(const Remove& operation, store::ItemRef place, store::Reservation room,
                base::Instant now) noexcept;

  Outcome rewrite_number(const Arithmetic& operation, store::ItemRef place, std::uint64_t number,
                         base::Instant now) noexcept;
  Outcome link_number(const Arithmetic& operation, store::ItemRef place, store::Reservation room,
                      std::uint64_t number, base::Instant now) noexcept;

  store::Store& store_;
  const base::Instant started_;
  Counters counters_;
  PrefixCounters prefixes_;
  std::atomic<base::Instant> flushed_until_{base::kNever};  ///< for statistics only
};

}  // namespace mcspec::engine
