#include "server/config/extended_options.h"

#include <array>
#include <cstdint>

#include "server/config/number.h"
#include "server/config/tls_options.h"

namespace mcspec::config {
namespace {

/// A name in the list of -o, and the switch it turns.
struct ExtendedOption {
  std::string_view name;
  bool Options::*field;
  bool value;
};

constexpr auto kTable = std::to_array<ExtendedOption>({
    {"maxconns_fast", &Options::maxconns_fast, true},
    {"no_maxconns_fast", &Options::maxconns_fast, false},
    {"track_sizes", &Options::track_sizes, true},
    {"debugtime", &Options::debugtime, true},
});

constexpr std::string_view kUnknown =
    "expected maxconns_fast, no_maxconns_fast, idle_timeout, track_sizes, debugtime or ssl_..., "
    "with commas between several";

std::string_view apply_idle_timeout(Options& options, std::string_view value) {
  const auto seconds = read_number<std::uint32_t>(value, 0, 0x7fffffff);
  if (!seconds) return "idle_timeout: expected seconds; 0: none";
  options.idle_timeout = *seconds;
  return {};
}

/// Applies `name` or `name=value`. What is wrong with it, or empty.
std::string_view apply_one(Options& options, std::string_view option) {
  const std::size_t equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  const bool has_value = equals != std::string_view::npos;
  const std::string_view value = has_value ? option.substr(equals + 1) : std::string_view();
  if (name == "idle_timeout") return apply_idle_timeout(options, value);
  if (const auto problem = apply_tls_option(options, name, value)) return *problem;
  for (const ExtendedOption& known : kTable) {
    if (known.name != option) continue;
    options.*known.field = known.value;
    return {};
  }
  return kUnknown;
}

}  // namespace

std::string_view apply_extended(Options& options, std::string_view list) {
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view problem = apply_one(options, list.substr(0, comma));
    if (!problem.empty() || comma == std::string_view::npos) return problem;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace mcspec::config
