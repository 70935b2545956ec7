// Builds the rooms and points each at what it needs; nothing else knows them all.

#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

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

/// The addresses of -l with a port for those that have none.
std::vector<net::InternetAddress> addresses_of(const config::Options& options, std::int32_t port) {
  const bool is_any = port == config::Options::kPortAny;
  const auto usual = static_cast<std::uint16_t>(is_any ? 0 : port);
  if (options.listen.empty()) return {{.host = "", .port = usual}};
  std::vector<net::InternetAddress> addresses;
  for (const config::ListenAddress& address : options.listen) {
    addresses.push_back({address.host, address.port != 0 ? address.port : usual});
  }
  return addresses;
}

net::NetworkOptions network_options(const config::Options& options) {
  net::NetworkOptions network{.backlog = options.listen_backlog,
                              .worker_count = options.threads,
                              .connections_max = options.conn_limit,
                              .refuse_at_limit = options.maxconns_fast};
  if (const char* const path = std::getenv("MEMCACHED_PORT_FILENAME")) network.port_file = path;
  if (!options.unix_socket.empty()) {
    network.unix_socket = {.path = options.unix_socket, .mode = options.unix_mask};
    return network;
  }
  constexpr std::int32_t kOff = config::Options::kPortOff;
  if (options.port != kOff) network.tcp = addresses_of(options, options.port);
  if (options.udp_port != kOff) network.udp = addresses_of(options, options.udp_port);
  return network;
}

codec::Negotiation negotiation_of(const config::Options& options) {
  const bool text = options.protocol == config::Protocol::ascii || !options.auth_file.empty();
  if (text) return codec::Negotiation::text;
  const bool binary = options.protocol == config::Protocol::binary || options.sasl;
  if (binary) return codec::Negotiation::binary;
  return codec::Negotiation::by_first_octet;
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

void reload(auth::UserFile* users, base::Log& log) {
  if (users == nullptr) return;
  const auto error = users->load();
  log.write(error ? 0 : 1,
            error ? *error + "; the users stay as they were" : "read the users again");
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
  base::ConnectionCounters counters(options.threads, options.conn_limit);
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
                         .negotiation = negotiation_of(options),
                         .users = users,
                         .sasl = options.sasl,
                         .clock = options.debugtime ? &test_clock : nullptr};
  net::Signals signals;
  if (signals.error() != 0) {
    return fail(config::kExitSystem, net::cannot("catch signals", signals.error()).text);
  }
  net::Network network(network_options(options), server, clock, counters);
  if (const auto error = network.open()) return fail(config::kExitSystem, error->text);
  while (network.run(&signals) == net::Signal::hang_up) reload(users, log);
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
