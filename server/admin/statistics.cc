#include "server/admin/statistics.h"

#include <charconv>
#include <optional>

#include "server/admin/connections.h"
#include "server/admin/general.h"
#include "server/admin/memory.h"

namespace mcspec::admin {
namespace {

using Kind = StatisticsReply::Kind;

StatisticsReply refuse(Refusal refusal) { return {.kind = Kind::refused, .refusal = refusal}; }

StatisticsReply shown(base::StatisticList list) {
  return {.kind = Kind::list, .list = std::move(list)};
}

/// A decimal number that is all of `word` and fits in 32 bits.
std::optional<std::uint32_t> to_number(std::string_view word) noexcept {
  std::uint32_t number = 0;
  const char* const end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// A moment as memcached shows one: in seconds from a while before its start.
/// Source: memcached.c, main, process_started.
std::uint64_t to_relative(base::Instant moment, base::Instant started) noexcept {
  constexpr std::uint64_t kBeforeStart = 62;
  if (moment == base::kNever) return 0;
  return std::uint64_t{moment} + kBeforeStart - started;
}

}  // namespace

StatisticsReply Statistics::answer(const Question& question, engine::Engine& engine,
                                   base::Instant now) {
  switch (question.group) {
    case Group::general:
      return shown(list_general(engine, sources_.connections, sources_.started, now));
    case Group::reset:
      sources_.connections.reset();
      engine.reset_statistics();
      return {.kind = Kind::reset};
    case Group::settings:
      return shown(settings(engine));
    case Group::items:
      return shown(list_items(engine, sources_.started, now));
    case Group::slabs:
      return shown(list_slabs(engine));
    case Group::sizes:
      if (!sources_.track_sizes) return shown({{"sizes_status", "disabled"}});
      return shown(list_sizes(engine.storage()));
    case Group::connections:
      return shown(list_connections(sources_.connections.list(), now));
    case Group::detail:
      return detail(question, engine);
    case Group::cachedump:
      return cachedump(question, engine);
    case Group::unknown:
      break;
  }
  return refuse(Refusal::unknown_group);
}

/// The settings, with those that have changed since the start as they are now.
base::StatisticList Statistics::settings(engine::Engine& engine) const {
  base::StatisticList list = sources_.settings;
  for (auto& [name, value] : list) {
    if (name == "verbosity") value = std::to_string(sources_.log.level());
    if (name == "oldest") {
      value = std::to_string(to_relative(engine.flushed_until(), sources_.started));
    }
    if (name == "detail_enabled") value = engine.prefixes().is_on() ? "yes" : "no";
  }
  return list;
}

StatisticsReply Statistics::detail(const Question& question, engine::Engine& engine) const {
  if (!sources_.allow_dumps) return refuse(Refusal::detail_forbidden);
  switch (question.detail) {
    case Detail::on:
    case Detail::off:
      engine.prefixes().set_on(question.detail == Detail::on);
      return {.kind = Kind::done};
    case Detail::dump:
      return {.kind = Kind::prefixes, .prefixes = engine.prefixes().list()};
    case Detail::unknown:
      break;
  }
  return refuse(Refusal::unknown_detail);
}

StatisticsReply Statistics::cachedump(const Question& question, engine::Engine& engine) const {
  if (!sources_.allow_dumps) return refuse(Refusal::cachedump_forbidden);
  if (question.count_word.empty()) return refuse(Refusal::cachedump_too_short);
  const auto number = to_number(question.class_word);
  const auto count_max = to_number(question.count_word);
  if (!number || !count_max) return refuse(Refusal::cachedump_no_number);
  if (*number >= kClassEnd) return refuse(Refusal::cachedump_bad_class);
  StatisticsReply reply{.kind = Kind::items};
  if (*number == kOnlyClass) reply.items = list_cached(engine.storage(), *count_max);
  return reply;
}

}  // namespace mcspec::admin
