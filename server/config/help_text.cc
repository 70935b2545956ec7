#include <array>
#include <string>
#include <string_view>

#include "server/base/version.h"
#include "server/config/option_table.h"
#include "server/config/options.h"

namespace mcspec::config {
namespace {

constexpr std::size_t kHelpColumn = 34;

struct Heading {
  Group group;
  std::string_view text;
};

constexpr auto kHeadings = std::to_array<Heading>({
    {Group::network, "Network"},
    {Group::memory, "Memory"},
    {Group::process, "Process"},
    {Group::information, "Information"},
});

constexpr std::string_view kClosing =
    "\n"
    "If MEMCACHED_PORT_FILENAME is set, the TCP ports are written to that file.\n"
    "SIGTERM, SIGINT and SIGUSR1 stop the server.\n"
    "Exit status: 0 stopped, 64 wrong command line, 67 unknown user,\n"
    "71 the system refused something needed.\n";

/// `  -p, --port=<num>`
std::string usage_of(const OptionInfo& option) {
  std::string usage = "  -";
  usage += option.letter;
  if (!option.name.empty()) usage.append(", --").append(option.name);
  if (!option.value.empty()) usage.append("=<").append(option.value).append(">");
  return usage;
}

void append_option(std::string& text, const OptionInfo& option) {
  std::string line = usage_of(option);
  std::string_view help = option.help;
  while (true) {
    const std::size_t line_break = help.find('\n');
    line.resize(line.size() < kHelpColumn ? kHelpColumn : line.size(), ' ');
    text.append(line).append(help.substr(0, line_break)).append("\n");
    if (line_break == std::string_view::npos) return;
    help.remove_prefix(line_break + 1);
    line.clear();
  }
}

void append_unavailable(std::string& text) {
  text.append("\nNot available yet:\n ");
  for (const OptionInfo& option : option_table()) {
    if (option.group == Group::unavailable) text.append(" -").append(1, option.letter);
  }
  text.append("\n");
}

}  // namespace

std::string help_text() {
  std::string text = "mcspecd " + std::string(base::kVersion) +
                     ": a memcached server to test clients and test suites against\n"
                     "usage: mcspecd [options]\n";
  for (const Heading& heading : kHeadings) {
    text.append("\n").append(heading.text).append(":\n");
    for (const OptionInfo& option : option_table()) {
      if (option.group == heading.group) append_option(text, option);
    }
  }
  append_unavailable(text);
  text.append(kClosing);
  return text;
}

}  // namespace mcspec::config
