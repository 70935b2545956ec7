#include "server/config/options.h"

#include <optional>

#include "server/base/version.h"
#include "server/config/exit_status.h"
#include "server/config/option_table.h"

namespace mcspec::config {
namespace {

constexpr std::string_view kSeeHelp = " (mcspecd -h lists all options)";

ExitNow refuse(std::string text) {
  return {.status = kExitUsage, .text = "mcspecd: " + std::move(text) + "\n"};
}

std::string version_text() {
  const std::string_view protocol = base::kProtocolVersion;
  return "mcspecd " + std::string(base::kVersion) + " (memcached " +
         std::string(protocol.substr(0, protocol.find('-'))) + " protocol)\n";
}

const OptionInfo* find_letter(char letter) {
  for (const OptionInfo& option : option_table()) {
    if (option.letter == letter) return &option;
  }
  return nullptr;
}

const OptionInfo* find_name(std::string_view name) {
  for (const OptionInfo& option : option_table()) {
    if (!name.empty() && option.name == name) return &option;
  }
  return nullptr;
}

/// Walks over the arguments of one command line.
class Parser {
 public:
  explicit Parser(std::span<const char* const> arguments) : arguments_(arguments) {}

  std::variant<Options, ExitNow> parse();

 private:
  std::optional<ExitNow> take_argument(std::string_view argument);
  std::optional<ExitNow> take_long(std::string_view argument);
  std::optional<ExitNow> take_letters(std::string_view argument);
  std::optional<ExitNow> take_option(const OptionInfo& option, const std::string& spelling,
                                     std::optional<std::string_view> value);
  std::optional<ExitNow> check_whole() const;
  std::optional<ExitNow> check_tls() const;
  std::optional<ExitNow> check_listeners() const;

  std::span<const char* const> arguments_;  ///< not yet read
  Options options_;
};

std::variant<Options, ExitNow> Parser::parse() {
  while (!arguments_.empty()) {
    const std::string_view argument = arguments_.front();
    arguments_ = arguments_.subspan(1);
    if (auto end = take_argument(argument)) return *std::move(end);
  }
  if (options_.udp_port != Options::kPortOff && !options_.port_given) {
    options_.port = options_.udp_port;
  }
  if (auto end = check_whole()) return *std::move(end);
  return std::move(options_);
}

std::optional<ExitNow> Parser::take_argument(std::string_view argument) {
  if (argument == "--" && arguments_.empty()) return std::nullopt;
  if (argument.starts_with("--") && argument.size() > 2) return take_long(argument);
  if (argument.starts_with('-') && argument.size() > 1 && argument != "--") {
    return take_letters(argument);
  }
  const std::string_view extra = argument == "--" ? arguments_.front() : argument;
  return refuse("unexpected argument " + std::string(extra) + std::string(kSeeHelp));
}

std::optional<ExitNow> Parser::take_long(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  const std::string spelling(argument.substr(0, equals));
  const OptionInfo* const option = find_name(std::string_view(spelling).substr(2));
  if (option == nullptr) return refuse("unknown option " + spelling + std::string(kSeeHelp));
  if (equals == std::string_view::npos) return take_option(*option, spelling, std::nullopt);
  if (option->value.empty()) return refuse(spelling + ": takes no value");
  return take_option(*option, spelling, argument.substr(equals + 1));
}

std::optional<ExitNow> Parser::take_letters(std::string_view argument) {
  for (std::size_t at = 1; at < argument.size(); ++at) {
    const std::string spelling = {'-', argument[at]};
    const OptionInfo* const option = find_letter(argument[at]);
    if (option == nullptr) return refuse("unknown option " + spelling + std::string(kSeeHelp));
    const std::string_view rest = argument.substr(at + 1);
    if (!option->value.empty() && !rest.empty()) return take_option(*option, spelling, rest);
    if (auto end = take_option(*option, spelling, std::nullopt)) return end;
  }
  return std::nullopt;
}

/// Carries out one option. `value`: what was attached to it; else its value is the next argument.
std::optional<ExitNow> Parser::take_option(const OptionInfo& option, const std::string& spelling,
                                           std::optional<std::string_view> value) {
  switch (option.action) {
    case Action::print_help:
      return ExitNow{.status = kExitOk, .text = help_text()};
    case Action::print_version:
      return ExitNow{.status = kExitOk, .text = version_text()};
    case Action::refuse:
      return refuse(spelling + ": not available yet" + std::string(kSeeHelp));
    case Action::apply:
      break;
  }
  if (!option.value.empty() && !value) {
    if (arguments_.empty()) {
      return refuse(spelling + ": needs a value, <" + std::string(option.value) + ">" +
                    std::string(kSeeHelp));
    }
    value = arguments_.front();
    arguments_ = arguments_.subspan(1);
  }
  const std::string_view problem = option.apply(options_, value.value_or(""));
  if (problem.empty()) return std::nullopt;
  return refuse(spelling + " " + std::string(value.value_or("")) + ": " + std::string(problem));
}

/// What no option is wrong about alone.
std::optional<ExitNow> Parser::check_whole() const {
  if (options_.max_item_size > options_.memory_limit / 2) {
    return refuse("-I (" + std::to_string(options_.max_item_size) +
                  " octets): expected at most half of the memory that -m gives (" +
                  std::to_string(options_.memory_limit) + " octets)");
  }
  const bool is_networked =
      options_.port != Options::kPortOff || options_.udp_port != Options::kPortOff;
  if (!is_networked && options_.unix_socket.empty()) {
    return refuse("-p 0: nowhere to listen; expected a port, or -s with a socket file");
  }
  if (options_.udp_port != Options::kPortOff && (options_.sasl || !options_.auth_file.empty())) {
    return refuse("-U: datagrams come from anybody; not with -Y or -S");
  }
  if (auto end = check_tls()) return end;
  if (auto end = check_listeners()) return end;
  if (!options_.auth_file.empty() && (options_.sasl || options_.protocol == Protocol::binary)) {
    return refuse("-Y: speaks text alone; not with -S or -B binary");
  }
  if (options_.sasl && options_.protocol == Protocol::ascii) {
    return refuse("-S: speaks binary alone; not with -B ascii");
  }
  return std::nullopt;
}

std::optional<ExitNow> Parser::check_tls() const {
  if (!options_.enable_ssl) return std::nullopt;
  if (options_.ssl.chain_cert.empty()) {
    return refuse("-Z: needs a certificate, -o ssl_chain_cert=<file>");
  }
  if (options_.port == Options::kPortOff || !options_.unix_socket.empty()) {
    return refuse("-Z: needs TCP; not with -p 0 or -s");
  }
  return std::nullopt;
}

/// What an address of -l may not ask for, given the other options.
std::optional<ExitNow> Parser::check_listeners() const {
  for (const ListenAddress& address : options_.listen) {
    if (address.tls && !options_.enable_ssl) {
      return refuse("-l: notls:, btls: and mtls: only with -Z");
    }
    const bool is_text = address.protocol == Protocol::ascii;
    const bool is_binary = address.protocol == Protocol::binary;
    if (address.protocol && !is_text && !options_.auth_file.empty()) {
      return refuse("-l: with -Y, proto[ascii] alone");
    }
    if (address.protocol && !is_binary && options_.sasl) {
      return refuse("-l: with -S, proto[binary] alone");
    }
  }
  return std::nullopt;
}

}  // namespace

std::variant<Options, ExitNow> parse_options(std::span<const char* const> arguments) {
  return Parser(arguments).parse();
}

}  // namespace mcspec::config
