#include "server/config/extended_options.h"

#include <array>

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

bool apply_one(Options& options, std::string_view name) {
  for (const ExtendedOption& known : kTable) {
    if (known.name != name) continue;
    options.*known.field = known.value;
    return true;
  }
  return false;
}

}  // namespace

std::string_view apply_extended(Options& options, std::string_view list) {
  while (true) {
    const std::size_t comma = list.find(',');
    if (!apply_one(options, list.substr(0, comma))) {
      return "expected maxconns_fast, no_maxconns_fast, track_sizes or debugtime, with commas "
             "between several";
    }
    if (comma == std::string_view::npos) return {};
    list.remove_prefix(comma + 1);
  }
}

}  // namespace mcspec::config
