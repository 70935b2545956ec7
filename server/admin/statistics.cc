#include "server/admin/statistics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "server/base/version.h"

namespace mcspec::admin {
namespace {

std::string_view first_word(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find(' ', begin) - begin);
}

/// Seconds with six digits behind the point.
std::string to_text(const timeval& time) {
  std::array<char, 40> text;
  std::snprintf(text.data(), text.size(), "%lld.%06ld", static_cast<long long>(time.tv_sec),
                static_cast<long>(time.tv_usec));
  return text.data();
}

/// Puts names and numbers behind each other.
class Lister {
 public:
  void add(std::string_view name, std::uint64_t number) { add(name, std::to_string(number)); }
  void add(std::string_view name, std::string text) { list_.emplace_back(name, std::move(text)); }
  std::vector<base::Statistic> take() { return std::move(list_); }

 private:
  std::vector<base::Statistic> list_;
};

void list_process(Lister& out, base::Instant started, base::Instant now) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  out.add("pid", static_cast<std::uint64_t>(getpid()));
  out.add("uptime", now - started);
  out.add("time", now);
  out.add("version", std::string(base::kProtocolVersion));
  out.add("mcspecd_version", std::string(base::kVersion));
  out.add("pointer_size", 8 * sizeof(void*));
  out.add("rusage_user", to_text(usage.ru_utime));
  out.add("rusage_system", to_text(usage.ru_stime));
}

void list_connections(Lister& out, const base::ConnectionStatistics& connections) {
  out.add("max_connections", connections.max_connections);
  out.add("curr_connections", connections.curr_connections);
  out.add("total_connections", connections.total_connections);
  out.add("rejected_connections", connections.rejected_connections);
  out.add("bytes_read", connections.bytes_read);
  out.add("bytes_written", connections.bytes_written);
  out.add("listen_disabled_num", connections.listen_disabled_num);
  out.add("threads", connections.threads);
  out.add("conn_yields", connections.conn_yields);
}

void list_commands(Lister& out, const engine::Statistics& counters) {
  out.add("cmd_get", counters.cmd_get);
  out.add("cmd_set", counters.cmd_set);
  out.add("cmd_flush", counters.cmd_flush);
  out.add("cmd_touch", counters.cmd_touch);
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

void list_store(Lister& out, const store::Statistics& store) {
  out.add("limit_maxbytes", store.limit_maxbytes);
  out.add("hash_bytes", store.hash_bytes);
  out.add("bytes", store.bytes);
  out.add("curr_items", store.curr_items);
  out.add("total_items", store.total_items);
  out.add("expired_unfetched", store.expired_unfetched);
  out.add("evicted_unfetched", store.evicted_unfetched);
  out.add("evictions", store.evictions);
  out.add("reclaimed", store.reclaimed);
}

}  // namespace

std::vector<base::Statistic> Statistics::general(engine::Engine& engine, base::Instant now) const {
  Lister out;
  list_process(out, started_, now);
  list_connections(out, connections_.sum());
  list_commands(out, engine.statistics());
  list_store(out, engine.storage().statistics());
  return out.take();
}

StatisticsReply Statistics::answer(std::string_view group, engine::Engine& engine,
                                   base::Instant now) {
  const std::string_view word = first_word(group);
  if (word.empty()) return {.kind = StatisticsReply::Kind::list, .list = general(engine, now)};
  if (word == "settings") return {.kind = StatisticsReply::Kind::list, .list = settings_};
  if (word == "reset") {
    connections_.reset();
    engine.reset_statistics();
    return {.kind = StatisticsReply::Kind::reset, .list = {}};
  }
  return {.kind = StatisticsReply::Kind::unknown, .list = {}};
}

}  // namespace mcspec::admin
