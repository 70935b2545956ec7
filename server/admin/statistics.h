#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "server/admin/question.h"
#include "server/base/clock.h"
#include "server/base/connection_statistics.h"
#include "server/base/log.h"
#include "server/base/statistic.h"
#include "server/engine/engine.h"
#include "server/store/item_summary.h"

namespace mcspec::admin {

/// Why a request for statistics gets none.
enum class Refusal : std::uint8_t {
  unknown_group,
  unknown_detail,
  detail_forbidden,
  cachedump_forbidden,
  cachedump_too_short,  ///< words are missing
  cachedump_no_number,  ///< a word is no number
  cachedump_bad_class,  ///< no class has this number
};

/// What a request for statistics gets.
struct StatisticsReply {
  enum class Kind : std::uint8_t {
    list,      ///< the statistics of a group, perhaps none
    prefixes,  ///< what was done to keys
    items,     ///< some of the items
    reset,     ///< the counters have been set to zero
    done,      ///< something has been turned on or off
    refused,
  } kind = Kind::list;

  base::StatisticList list{};
  std::vector<engine::PrefixStatistics> prefixes{};
  std::vector<store::ItemSummary> items{};
  Refusal refusal = Refusal::unknown_group;  ///< why, if it is refused
};

/// Answers requests for statistics. Safe to call from many threads.
class Statistics {
 public:
  /// What it tells of besides the engine. References outlive it.
  struct Sources {
    base::ConnectionCounters& connections;
    const base::Log& log;
    base::StatisticList settings{};  ///< as they are at the start
    base::Instant started = base::kNever;
    bool track_sizes = false;  ///< sizes may be asked for
    bool allow_dumps = true;   ///< keys and prefixes may be
  };

  explicit Statistics(Sources sources) : sources_(std::move(sources)) {}

  StatisticsReply answer(const Question& question, engine::Engine& engine, base::Instant now);

 private:
  base::StatisticList settings(engine::Engine& engine) const;
  StatisticsReply detail(const Question& question, engine::Engine& engine) const;
  StatisticsReply cachedump(const Question& question, engine::Engine& engine) const;

  const Sources sources_;
};

}  // namespace mcspec::admin
