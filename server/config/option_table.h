#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "server/config/options.h"

namespace mcspec::config {

/// Puts the value of an option where it belongs. What is wrong with it otherwise: the end of the
/// sentence "-t 0: ...". Options without a value get an empty one.
using Apply = std::string_view (*)(Options& options, std::string_view value);

/// The headings of the help text, in their order.
enum class Group : std::uint8_t { network, memory, process, information, unavailable };

/// What happens when an option is met.
enum class Action : std::uint8_t { apply, print_help, print_version, refuse };

/// One option: what the parser and the help text are made of.
struct OptionInfo {
  char letter;
  std::string_view name;
  std::string_view value;  ///< what the help text calls its value; empty: it has none
  Group group;
  std::string_view help;  ///< lines of 46 octets at the most
  Action action;
  Apply apply;  ///< null unless the action is to apply it
};

/// Every option of memcached, those that are not available yet as well.
std::span<const OptionInfo> option_table() noexcept;

}  // namespace mcspec::config
