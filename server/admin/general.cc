#include "server/admin/general.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

#include "server/admin/lister.h"
#include "server/base/version.h"

namespace mcspec::admin {
namespace {

/// Seconds with six digits behind the point.
std::string to_text(const timeval& time) {
  std::array<char, 40> text;
  std::snprintf(text.data(), text.size(), "%lld.%06ld", static_cast<long long>(time.tv_sec),
                static_cast<long>(time.tv_usec));
  return text.data();
}

/// Names of what we have no part for, which nothing can happen to.
template <std::size_t kCount>
void list_zeroes(Lister& out, const std::array<std::string_view, kCount>& names) {
  for (const std::string_view name : names) out.add(name, 0);
}

void list_process(Lister& out, base::Instant started, base::Instant now) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  out.add("pid", static_cast<std::uint64_t>(getpid()));
  out.add("uptime", now - std::min(now, started));
  out.add("time", now);
  out.add("version", std::string(base::kProtocolVersion));
  out.add("libevent", "none");
  out.add("pointer_size", 8 * sizeof(void*));
  out.add("rusage_user", to_text(usage.ru_utime));
  out.add("rusage_system", to_text(usage.ru_stime));
}

void list_connections(Lister& out, const base::ConnectionStatistics& connections) {
  out.add("max_connections", connections.max_connections);
  out.add("curr_connections", connections.curr_connections);
  out.add("total_connections", connections.total_connections);
  out.add("rejected_connections", connections.rejected_connections);
  out.add("connection_structures", connections.curr_connections);
  list_zeroes(out,
              std::to_array<std::string_view>(
                  {"response_obj_oom", "response_obj_count", "response_obj_bytes", "read_buf_count",
                   "read_buf_bytes", "read_buf_bytes_free", "read_buf_oom", "reserved_fds"}));
}

void list_commands(Lister& out, const engine::Statistics& counters) {
  out.add("cmd_get", counters.cmd_get);
  out.add("cmd_set", counters.cmd_set);
  out.add("cmd_flush", counters.cmd_flush);
  out.add("cmd_touch", counters.cmd_touch);
  out.add("cmd_meta", counters.cmd_meta);
  out.add("get_hits", counters.get_hits);
  out.add("get_misses", counters.get_misses);
  out.add("get_expired", counters.get_expired);
  out.add("get_flushed", counters.get_flushed);
  out.add("delete_misses", counters.delete_misses);
  out.add("delete_hits", counters.delete_hits);
  out.add("incr_misses", counters.incr_misses);
  out.add("incr_hits", counters.incr_hits);
  out.add("decr_misses", counters.decr_misses);
  out.add("decr_hits", counters.decr_hits);
  out.add("cas_misses", counters.cas_misses);
  out.add("cas_hits", counters.cas_hits);
  out.add("cas_badval", counters.cas_badval);
  out.add("touch_hits", counters.touch_hits);
  out.add("touch_misses", counters.touch_misses);
  out.add("store_too_large", counters.store_too_large);
  out.add("store_no_memory", counters.store_no_memory);
}

void list_network(Lister& out, const base::ConnectionStatistics& connections,
                  std::uint64_t limit_maxbytes) {
  out.add("auth_cmds", connections.auth_cmds);
  out.add("auth_errors", connections.auth_errors);
  if (connections.has_idle_timeout) out.add("idle_kicks", connections.idle_kicks);
  out.add("bytes_read", connections.bytes_read);
  out.add("bytes_written", connections.bytes_written);
  out.add("limit_maxbytes", limit_maxbytes);
  out.add("accepting_conns", connections.accepting_conns ? 1 : 0);
  out.add("listen_disabled_num", connections.listen_disabled_num);
  out.add("time_in_listen_disabled_us", connections.time_in_listen_disabled_us);
  out.add("threads", connections.threads);
  out.add("conn_yields", connections.conn_yields);
}

void list_index(Lister& out, std::uint64_t index_size) {
  const std::uint64_t slots = index_size / sizeof(std::uint64_t);
  out.add("hash_power_level",
          static_cast<std::uint64_t>(std::bit_width(std::max<std::uint64_t>(slots, 1)) - 1));
  out.add("hash_bytes", index_size);
  out.add("hash_is_expanding", 0);
}

/// Source: memcached.c, server_stats, which lists it where TLS is used.
void list_tls(Lister& out, const base::TlsCounters& tls, base::Instant now) {
  if (!tls.is_used) return;
  if (tls.has_session_cache) out.add("ssl_new_sessions", tls.new_sessions.load());
  out.add("ssl_handshake_errors", tls.handshake_errors.load());
  out.add("ssl_proto_errors", tls.protocol_errors.load());
  out.add("time_since_server_cert_refresh", now - std::min(now, tls.refreshed.load()));
}

void list_upkeep(Lister& out, const base::TlsCounters& tls, base::Instant now) {
  list_zeroes(out, std::to_array<std::string_view>(
                       {"slab_reassign_rescues", "slab_reassign_chunk_rescues",
                        "slab_reassign_inline_reclaim", "slab_reassign_busy_items",
                        "slab_reassign_busy_deletes", "slab_reassign_busy_nomem"}));
  out.add("slab_reassign_last_busy_status", "none");
  list_zeroes(
      out, std::to_array<std::string_view>(
               {"slab_reassign_running", "slabs_moved", "lru_crawler_running", "lru_crawler_starts",
                "lru_maintainer_juggles", "malloc_fails", "log_worker_dropped",
                "log_worker_written", "log_watcher_skipped", "log_watcher_sent", "log_watchers"}));
  list_tls(out, tls, now);
  list_zeroes(out,
              std::to_array<std::string_view>({"unexpected_napi_ids", "round_robin_fallback"}));
}

void list_items(Lister& out, const store::Statistics& store) {
  out.add("bytes", store.bytes);
  out.add("curr_items", store.curr_items);
  out.add("total_items", store.total_items);
  out.add("slab_global_page_pool", 0);
  out.add("expired_unfetched", store.expired_unfetched);
  out.add("evicted_unfetched", store.evicted_unfetched);
  out.add("evicted_active", 0);
  out.add("evictions", store.evictions);
  out.add("reclaimed", store.reclaimed);
  list_zeroes(
      out, std::to_array<std::string_view>(
               {"crawler_reclaimed", "crawler_items_checked", "lrutail_reflocked", "moves_to_cold",
                "moves_to_warm", "moves_within_lru", "direct_reclaims", "lru_bumps_dropped"}));
}

}  // namespace

base::StatisticList list_general(engine::Engine& engine, const base::ConnectionCounters& counters,
                                 base::Instant started, base::Instant now) {
  const base::ConnectionStatistics connections = counters.sum();
  const store::Statistics store = engine.storage().statistics();
  Lister out;
  list_process(out, started, now);
  list_connections(out, connections);
  list_commands(out, engine.statistics());
  list_network(out, connections, store.limit_maxbytes);
  list_index(out, store.hash_bytes);
  list_upkeep(out, counters.tls(), now);
  list_items(out, store);
  out.add("mcspecd_version", std::string(base::kVersion));
  return out.take();
}

}  // namespace mcspec::admin
