#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "server/base/clock.h"
#include "server/store/arena.h"
#include "server/store/fate.h"
#include "server/store/flush_moments.h"
#include "server/store/item_ref.h"
#include "server/store/item_size.h"
#include "server/store/reservation.h"
#include "server/store/shard.h"
#include "server/store/statistics.h"
#include "server/store/sweeper.h"

namespace mcspec::store {

/// How large a store is and how it behaves. All sizes in octets.
struct Options {
  /// Memory for items, of which whole segments are used; what finds them comes on top.
  std::uint64_t memory_limit = std::uint64_t{64} << 20;

  /// The largest accounted_size of an item. Requires: at most half of `memory_limit`.
  std::uint64_t item_size_max = std::uint64_t{1} << 20;

  /// Whether live items make room for new ones; if not, there is no room when it is full.
  bool evict = true;

  /// How many locks the keys are dealt to, a power of two; 0: as suits the memory limit.
  std::uint32_t shard_count = 0;

  /// What peers must not know, lest they make all keys collide.
  std::uint64_t hash_seed = 0;

  /// Whether items have CAS uniques. Without, every one is 0.
  bool use_cas = true;
};

/// Where item state that is not the value comes from when an item is linked.
struct ItemState {
  std::uint64_t cas = 0;
  base::Instant deadline = base::kNever;
  base::Instant last_read = 0;  ///< the present
  bool stale = false;
  bool win_sent = false;
  bool encoded_key = false;
};

/// Keeps items in bounded memory and finds them by key. Items lie one after the other in segments
/// of an arena; when memory runs out, segments are swept (see Sweeper). Nothing allocates after
/// construction, except the index, which touches more of the addresses it owns.
///
/// Writing goes in three steps, so that no lock is held while octets come in: reserve, then find
/// the key's place, then link. Safe to call from many threads at once.
class Store {
 public:
  explicit Store(const Options& options) noexcept;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Whether the system gave memory; without, nothing else may be called.
  bool is_ready() const noexcept { return arena_.is_ready() && shards_.is_ready(); }

  /// The place of `key`. An item there that is expired or flushed is dropped.
  ItemRef find_live(std::string_view key, base::Instant now) noexcept;

  /// Has the memory brought near that a look for `key` starts at, for whoever is about to look.
  /// Changes nothing, takes no lock.
  void prefetch(std::string_view key) noexcept {
    const auto [shard, fingerprint] = shards_.address_of(key);
    shard.index.prefetch(fingerprint);
  }

  /// Counts a read of the item: keeps it from eviction, sets its fetched mark and, from the second
  /// read on, its time of last reading. Source: memcached 1.6.45, items.c, do_item_bump.
  void mark_read(const ItemRef& place, base::Instant now) noexcept;

  /// Counts a use of the item that is not a read: keeps it from eviction, and counts as its last.
  /// Source: memcached 1.6.45, items.c, do_item_update.
  void mark_used(const ItemRef& place, base::Instant now) noexcept;

  /// Whether an item of these sizes is within the item size limit.
  bool is_size_allowed(std::size_t key_size, std::uint32_t flags,
                       std::uint64_t value_size) const noexcept {
    return accounted_size(key_size, flags, value_size) <= options_.item_size_max;
  }

  /// What an item of these sizes counts as; see item_size.h.
  std::uint64_t accounted_size(std::size_t key_size, std::uint32_t flags,
                               std::uint64_t value_size) const noexcept {
    return store::accounted_size(key_size, flags, value_size, options_.use_cas);
  }

  /// Room for an item, evicting others if need be; empty if there is none. `key` is copied.
  /// Requires: is_size_allowed, a key of 1 to kKeySizeMax octets, and no ItemRef in this thread.
  Reservation reserve(std::string_view key, std::uint32_t flags, std::uint32_t value_size,
                      base::Instant now) noexcept;

  /// Makes the reserved item the one at `place`, instead of what is there. The place with it; no
  /// place, and nothing changed, if the index can grow no more. Requires: the reservation is for
  /// the key of `place`, its value written.
  ItemRef link(ItemRef place, Reservation reservation, const ItemState& state) noexcept;

  /// Drops the item. Requires: there is one.
  void unlink(ItemRef item) noexcept;

  /// Makes all that is stored flushed, to the item: nothing stored later is, were it the same
  /// second. Cancels what flush_at has set.
  void flush_all() noexcept { sweeper_.flush_all(); }

  /// Makes everything that is not written or read after `moment` flushed as soon as the time is
  /// `moment`, instead of what was to come; base::kNever: nothing is to come.
  void flush_at(base::Instant moment, base::Instant now) noexcept {
    sweeper_.flush_at(moment, now);
  }

  /// The next CAS unique; the first is 2. Source: memcached 1.6.45, items.c, get_cas_id.
  std::uint64_t next_cas() noexcept {
    return options_.use_cas ? cas_.fetch_add(1, std::memory_order_relaxed) + 1 : 0;
  }

  /// What it holds and has done; from all shards, each as it is when its turn comes.
  Statistics statistics() noexcept;

  /// Starts anew to count what it does.
  void reset_statistics() noexcept;

  const Options& options() const noexcept { return options_; }

  /// Calls `visit(Item)` with each item in the index, dead ones included, its shard locked.
  template <class Visit>
  void for_each(Visit visit) {
    for (Shard& shard : shards_) {
      const std::lock_guard hold(shard.mutex);
      shard.index.for_each([&](Position position) { visit(arena_.item(position)); });
    }
  }

  /// Calls `visit(Item)` likewise until it returns false.
  template <class Visit>
  void for_each_until(Visit visit) {
    bool wants_more = true;
    for (Shard& shard : shards_) {
      const std::lock_guard hold(shard.mutex);
      shard.index.for_each([&](Position position) {
        if (wants_more) wants_more = visit(arena_.item(position));
      });
      if (!wants_more) return;
    }
  }

  /// Octets that an item takes of the memory limit.
  std::uint32_t room_of(Item item) const noexcept { return arena_.round(item.size()); }

 private:
  Position allocate(std::uint32_t size, base::Instant now) noexcept;
  bool is_overwritable(Item before, Item after) const noexcept;
  base::Instant oldest_segment() noexcept;
  bool put(ItemRef& place, Reservation& reservation) noexcept;

  const Options options_;
  Arena arena_;
  Shards shards_;
  FlushMoments moments_;
  Sweeper sweeper_;
  std::atomic<std::uint64_t> cas_{1};
};

}  // namespace mcspec::store
