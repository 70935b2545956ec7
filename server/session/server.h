#pragma once

#include <functional>
#include <optional>
#include <string>

#include "codec/limits.h"
#include "codec/request_stream.h"
#include "server/admin/statistics.h"
#include "server/auth/user_file.h"
#include "server/base/adjustable_clock.h"
#include "server/base/authentication_counters.h"
#include "server/base/log.h"
#include "server/engine/engine.h"

namespace mcspec::session {

using codec::Negotiation;

/// What all sessions share. References are to things that outlive every session; all of it may
/// be used from many threads.
struct Server {
  engine::Engine& engine;
  admin::Statistics& statistics;
  base::AuthenticationCounters& authentication;
  base::Log& log;
  codec::Limits limits;
  Negotiation negotiation = Negotiation::by_first_octet;  ///< where a listener has no other
  const auth::UserFile* users = nullptr;  ///< who is let in, and nobody else; requires: text alone
  bool sasl = false;  ///< nobody is let in but through SASL; requires: binary alone

  /// Reads the certificates of TLS again, and says why that failed if it did; empty: there is no
  /// TLS. May be called from many threads.
  std::function<std::optional<std::string>()> refresh_certificates{};

  base::AdjustableClock* clock = nullptr;  ///< where the time comes from, if peers may move it
};

}  // namespace mcspec::session
