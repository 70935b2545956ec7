#pragma once

#include <cstddef>
#include <cstdint>

#include "server/admin/statistics.h"
#include "server/base/clock.h"
#include "server/base/connection_statistics.h"
#include "server/base/log.h"
#include "server/engine/engine.h"
#include "server/session/server.h"
#include "server/store/store.h"

namespace mcspec::tests {

/// All of the server but its network, with 64 MB of memory and the machine's time.
struct ServerParts {
  explicit ServerParts(std::size_t worker_count = 1, std::uint64_t connections_max = 1024)
      : counters(worker_count, connections_max),
        statistics({.connections = counters, .log = log, .started = clock.now()}) {}

  base::RealClock clock;
  base::Log log;
  store::Store store{store::Options{}};
  engine::Engine engine{store};
  base::ConnectionCounters counters;
  admin::Statistics statistics;
  session::Server server{.engine = engine,
                         .statistics = statistics,
                         .authentication = counters.authentication(),
                         .log = log,
                         .limits = {}};
};

}  // namespace mcspec::tests
