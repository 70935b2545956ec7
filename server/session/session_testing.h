#pragma once

// What the tests of sessions share.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "server/session/session.h"

namespace mcspec::session {

/// A whole server without sockets, for as many peers as are asked for.
class SessionTest : public testing::Test {
 protected:
  static constexpr base::Instant kStart = 1'000'000'000;

  /// What the server answers when `octets` arrive in pieces of `piece_size`.
  std::string tell(Session& session, std::string_view octets, std::size_t piece_size = 1 << 20) {
    std::string replies;
    std::string kept;
    while (!octets.empty() && !session.wants_close()) {
      kept.append(octets.substr(0, piece_size));
      octets.remove_prefix(std::min(piece_size, octets.size()));
      // The window has exactly the octets offered, so that a read beyond them is caught.
      const std::string window = kept;
      Output output;
      const std::size_t used = session.receive(window, now_, output);
      EXPECT_LE(used, window.size());
      kept.erase(0, used);
      replies.append(output.pending());
    }
    return replies;
  }

  store::Store store_{{.memory_limit = 8 << 20, .item_size_max = 16 << 10}};
  engine::Engine engine_{store_, kStart};
  base::ConnectionCounters connections_{1, 1024};
  base::Log log_;
  admin::Statistics statistics_{{.connections = connections_,
                                 .log = log_,
                                 .settings = {{"maxconns", "1024"}},
                                 .started = kStart}};
  Server server_{.engine = engine_,
                 .statistics = statistics_,
                 .authentication = connections_.authentication(),
                 .log = log_,
                 .limits = {}};
  base::Instant now_ = kStart + 10;
};

}  // namespace mcspec::session
