#include "server/engine/prefix_counters.h"

namespace mcspec::engine {

void PrefixCounters::add(std::string_view key, const Counts& counts) noexcept {
  const std::size_t size = key.find(end_);
  if (size == std::string_view::npos) return;
  const std::lock_guard hold(mutex_);
  Counts* const sum = counts_of(key.substr(0, size));
  if (sum == nullptr) return;
  sum->gets += counts.gets;
  sum->hits += counts.hits;
  sum->sets += counts.sets;
  sum->deletes += counts.deletes;
}

/// Null if there are too many prefixes for a new one. Requires: the mutex is held.
PrefixCounters::Counts* PrefixCounters::counts_of(std::string_view prefix) noexcept {
  const auto known = counts_.find(prefix);
  if (known != counts_.end()) return &known->second;
  if (counts_.size() == kPrefixesMax) return nullptr;
  return &counts_.emplace(prefix, Counts{}).first->second;
}

std::vector<PrefixStatistics> PrefixCounters::list() const {
  const std::lock_guard hold(mutex_);
  std::vector<PrefixStatistics> list;
  list.reserve(counts_.size());
  for (const auto& [prefix, counts] : counts_) {
    list.push_back({.prefix = prefix,
                    .gets = counts.gets,
                    .hits = counts.hits,
                    .sets = counts.sets,
                    .deletes = counts.deletes});
  }
  return list;
}

void PrefixCounters::clear() noexcept {
  const std::lock_guard hold(mutex_);
  counts_.clear();
}

}  // namespace mcspec::engine
