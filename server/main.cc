// Builds the rooms and points each at what it needs; nothing else knows them all.

#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>

#include "server/admin/statistics.h"
#include "server/auth/sasl.h"
#include "server/auth/user_file.h"
#include "server/base/adjustable_clock.h"
#include "server/base/clock.h"
#include "server/base/connection_statistics.h"
#include "server/base/hash.h"
#include "server/base/log.h"
#include "server/config/exit_status.h"
#include "server/config/options.h"
#include "server/config/settings.h"
#include "server/engine/engine.h"
#include "server/net/network.h"
#include "server/net/process.h"
#include "server/net/signals.h"
#include "server/net/tls_context.h"
#include "server/network_options.h"
#include "server/session/server.h"
#include "server/store/store.h"

namespace {

using namespace mcspec;

int fail(int status, const std::string& text) {
  std::fprintf(stderr, "mcspecd: %s\n", text.c_str());
  return status;
}

store::Options store_options(const config::Options& options) {
  return {.memory_limit = options.memory_limit,
          .item_size_max = options.max_item_size,
          .evict = !options.disable_evictions,
          .hash_seed = base::random_seed(),
          .use_cas = !options.disable_cas};
}

/// Does with the process what the options ask for. The exit status if that failed, else kExitOk.
int prepare_process(const config::Options& options) {
  net::ignore_broken_pipes();
  if (const auto error = net::allow_descriptors(options.conn_limit, options.threads)) {
    return fail(config::kExitSystem, error->text);
  }
  if (!net::is_root() || options.user.empty()) return config::kExitOk;
  switch (net::become_user(options.user)) {
    case net::UserFault::none:
      return config::kExitOk;
    case net::UserFault::unknown_user:
      return fail(config::kExitNoUser, "-u " + options.user + ": there is no such user");
    case net::UserFault::refused:
      return fail(config::kExitSystem, "-u " + options.user + ": cannot become that user");
  }
  return config::kExitOk;
}

/// Lets SASL find its users. The exit status if that failed, else kExitOk.
int prepare_sasl(base::Log& log) {
  const char* const password_file = std::getenv("MEMCACHED_SASL_PWDB");
  const auto error = auth::start_sasl(password_file == nullptr ? "" : password_file, log);
  return error ? fail(config::kExitSystem, *error) : config::kExitOk;
}

/// Reads again what can be read again; what is null is not there.
void reload(auth::UserFile* users, net::TlsContext* tls, base::Log& log) {
  if (users != nullptr) {
    const auto error = users->load();
    log.write(error ? 0 : 1,
              error ? *error + "; the users stay as they were" : "read the users again");
  }
  if (tls != nullptr) {
    const auto error = tls->load();
    log.write(error ? 0 : 1, error ? *error + "; the certificates stay as they were"
                                   : "read the certificates again");
  }
}

/// `users`: who is let in; null: everybody.
int serve(const config::Options& options, auth::UserFile* users) {
  base::Log log(options.verbose);
  if (options.sasl) {
    if (const int status = prepare_sasl(log); status != config::kExitOk) return status;
  }
  const base::RealClock real_clock;
  base::AdjustableClock test_clock(real_clock);
  const base::Clock& clock =
      options.debugtime ? static_cast<const base::Clock&>(test_clock) : real_clock;
  store::Store store(store_options(options));
  if (!store.is_ready()) {
    return fail(config::kExitSystem, "cannot allocate the memory that -m asks for");
  }
  engine::Engine engine(store, clock.now(), options.prefix_delimiter);
  engine.prefixes().set_on(options.detail_enabled);
  base::ConnectionCounters counters(options.threads, options.conn_limit, options.idle_timeout != 0);
  admin::Statistics statistics({.connections = counters,
                                .log = log,
                                .settings = config::list_settings(options),
                                .started = clock.now(),
                                .track_sizes = options.track_sizes,
                                .allow_dumps = !options.disable_dumping});
  session::Server server{.engine = engine,
                         .statistics = statistics,
                         .authentication = counters.authentication(),
                         .log = log,
                         .limits = {},
                         .negotiation = usual_negotiation(options),
                         .users = users,
                         .sasl = options.sasl,
                         .clock = options.debugtime ? &test_clock : nullptr};
  net::TlsContext tls(options.ssl, counters.tls(), clock);
  net::TlsContext* const used_tls = options.enable_ssl ? &tls : nullptr;
  if (used_tls != nullptr) {
    if (const auto error = tls.load()) return fail(config::kExitUsage, *error);
    server.refresh_certificates = [&tls] { return tls.load(); };
  }
  net::Signals signals;
  if (signals.error() != 0) {
    return fail(config::kExitSystem, net::cannot("catch signals", signals.error()).text);
  }
  net::Network network(network_options(options, used_tls), server, clock, counters);
  if (const auto error = network.open()) return fail(config::kExitSystem, error->text);
  while (network.run(&signals) == net::Signal::hang_up) reload(users, used_tls, log);
  return config::kExitOk;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::span<const char* const> words(arguments, static_cast<std::size_t>(argument_count));
  const auto parsed = config::parse_options(words.subspan(words.empty() ? 0 : 1));
  if (const auto* const end = std::get_if<config::ExitNow>(&parsed)) {
    std::fputs(end->text.c_str(), end->status == config::kExitOk ? stdout : stderr);
    return end->status;
  }
  const config::Options& options = *std::get_if<config::Options>(&parsed);
  auth::UserFile users(options.auth_file);
  const bool has_users = !options.auth_file.empty();
  // Before root is given up, for none but root may be allowed to read it.
  if (has_users) {
    if (const auto error = users.load()) return fail(config::kExitNoInput, "-Y " + *error);
  }
  if (const int status = prepare_process(options); status != config::kExitOk) return status;
  return serve(options, has_users ? &users : nullptr);
}
