#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/base/clock.h"
#include "server/base/connection_statistics.h"
#include "server/base/statistic.h"
#include "server/engine/engine.h"

namespace mcspec::admin {

/// What a request for statistics gets.
struct StatisticsReply {
  enum class Kind : std::uint8_t {
    list,     ///< the statistics of a group that exists, perhaps none
    reset,    ///< the counters have been set to zero
    unknown,  ///< there is no such group
  } kind = Kind::list;
  std::vector<base::Statistic> list;
};

/// Answers requests for statistics. Safe to call from many threads.
class Statistics {
 public:
  /// `settings` is what `stats settings` shows; its names must outlive this.
  /// Requires: `connections` outlives this.
  Statistics(base::ConnectionCounters& connections, std::vector<base::Statistic> settings,
             base::Instant started)
      : connections_(connections), settings_(std::move(settings)), started_(started) {}

  /// `group` as it was sent: the words behind `stats`, none for the general statistics.
  /// Source: proto_text.c, process_stat.
  StatisticsReply answer(std::string_view group, engine::Engine& engine, base::Instant now);

 private:
  std::vector<base::Statistic> general(engine::Engine& engine, base::Instant now) const;

  base::ConnectionCounters& connections_;
  const std::vector<base::Statistic> settings_;
  const base::Instant started_;
};

}  // namespace mcspec::admin
