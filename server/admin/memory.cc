#include "server/admin/memory.h"

#include <algorithm>
#include <map>

#include "server/admin/lister.h"
#include "server/store/item_size.h"

namespace mcspec::admin {
namespace {

/// Seconds for which what lies in the segment that is swept next can have been there unread.
std::uint64_t age_of(const store::Statistics& store, base::Instant started, base::Instant now) {
  const base::Instant since = store.oldest_segment == base::kNever ? started : store.oldest_segment;
  return now - std::min(now, since);
}

void list_numbers(Lister& out, const store::Statistics& store, std::uint64_t age) {
  out.add("number", store.curr_items);
  out.add("number_hot", 0);
  out.add("number_warm", 0);
  out.add("number_cold", store.curr_items);
  out.add("age_hot", 0);
  out.add("age_warm", 0);
  out.add("age", age);
  out.add("mem_requested", store.bytes);
}

void list_losses(Lister& out, const store::Statistics& store, std::uint64_t refused) {
  out.add("evicted", store.evictions);
  out.add("evicted_nonzero", store.evicted_nonzero);
  out.add("evicted_time", store.evicted_time);
  out.add("outofmemory", refused);
  out.add("tailrepairs", 0);
  out.add("reclaimed", store.reclaimed);
  out.add("expired_unfetched", store.expired_unfetched);
  out.add("evicted_unfetched", store.evicted_unfetched);
}

}  // namespace

base::StatisticList list_items(engine::Engine& engine, base::Instant started, base::Instant now) {
  const store::Statistics store = engine.storage().statistics();
  if (store.curr_items == 0) return {};
  const engine::Statistics counters = engine.statistics();
  Lister out("items:1:");
  list_numbers(out, store, age_of(store, started, now));
  list_losses(out, store, counters.store_no_memory);
  for (const std::string_view name :
       {"evicted_active", "crawler_reclaimed", "crawler_items_checked", "lrutail_reflocked",
        "moves_to_cold", "moves_to_warm", "moves_within_lru", "direct_reclaims", "hits_to_hot",
        "hits_to_warm"}) {
    out.add(name, 0);
  }
  out.add("hits_to_cold", counters.get_hits);
  out.add("hits_to_temp", 0);
  return out.take();
}

base::StatisticList list_slabs(engine::Engine& engine) {
  const store::Statistics store = engine.storage().statistics();
  const engine::Statistics counters = engine.statistics();
  const std::uint64_t per_segment = store.segment_size / store.unit_size;
  const std::uint64_t total = per_segment * store.segments_used;
  const std::uint64_t used = store.bytes / store.unit_size;
  Lister out("1:");
  out.add("chunk_size", store.unit_size);
  out.add("chunks_per_page", per_segment);
  out.add("total_pages", store.segments_used);
  out.add("total_chunks", total);
  out.add("used_chunks", used);
  // The two are not counted at the same time.
  out.add("free_chunks", total - std::min(used, total));
  out.add("free_chunks_end", 0);
  out.add("get_hits", counters.get_hits);
  out.add("cmd_set", counters.cmd_set);
  out.add("delete_hits", counters.delete_hits);
  out.add("incr_hits", counters.incr_hits);
  out.add("decr_hits", counters.decr_hits);
  out.add("cas_hits", counters.cas_hits);
  out.add("cas_badval", counters.cas_badval);
  out.add("touch_hits", counters.touch_hits);
  base::StatisticList list = out.take();
  list.emplace_back("active_slabs", "1");
  list.emplace_back("total_malloced", std::to_string(store.segments_used * store.segment_size));
  return list;
}

base::StatisticList list_sizes(store::Store& store) {
  constexpr std::uint64_t kStep = 32;
  std::map<std::uint64_t, std::uint64_t> counts;
  store.for_each([&](store::Item item) {
    const std::uint64_t size =
        store.accounted_size(item.key().size(), item.flags(), item.value_size());
    ++counts[(size + kStep - 1) / kStep * kStep];
  });
  Lister out;
  for (const auto& [size, count] : counts) out.add(std::to_string(size), count);
  return out.take();
}

std::vector<store::ItemSummary> list_cached(store::Store& store, std::uint32_t count_max) {
  constexpr std::size_t kSizeMax = std::size_t{2} << 20;
  // The words and numbers of a line, at their longest.
  constexpr std::size_t kRestOfLine = 48;
  std::vector<store::ItemSummary> items;
  std::size_t size = 0;
  store.for_each_until([&](store::Item item) {
    if (item.encoded_key()) return true;
    size += item.key().size() + kRestOfLine;
    if (size > kSizeMax) return false;
    items.push_back({.key = std::string(item.key()),
                     .value_size = item.value_size(),
                     .deadline = item.deadline()});
    return items.size() != count_max;
  });
  return items;
}

}  // namespace mcspec::admin
