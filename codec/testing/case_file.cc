#include "codec/testing/case_file.h"

#include <cstdint>
#include <fstream>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "codec/number.h"
#include "codec/testing/notation.h"
#include "codec/tokens.h"

namespace mcspec::codec::testing {
namespace {

/// Sets one limit; false when `value` is out of its range.
template <typename T>
bool set_limit(T& limit, std::uint64_t value) {
  if (value > std::numeric_limits<T>::max()) return false;
  limit = static_cast<T>(value);
  return true;
}

bool set_limit(Limits& limits, std::string_view name, std::uint64_t value) {
  if (name == "line_size_max") return set_limit(limits.line_size_max, value);
  if (name == "get_line_size_max") return set_limit(limits.get_line_size_max, value);
  if (name == "key_size_max") return set_limit(limits.key_size_max, value);
  if (name == "block_size_max") return set_limit(limits.block_size_max, value);
  if (name == "meta_token_count_max") return set_limit(limits.meta_token_count_max, value);
  if (name == "opaque_size_max") return set_limit(limits.opaque_size_max, value);
  if (name == "body_size_max") return set_limit(limits.body_size_max, value);
  if (name == "credentials_size_max") return set_limit(limits.credentials_size_max, value);
  return false;
}

/// `@limits <name>=<value>...`; without any, memcached's own.
std::string read_limits(Tokens tokens, Limits& limits) {
  limits = {};
  for (Bytes token = tokens.next(); !token.empty(); token = tokens.next()) {
    const std::size_t equals = token.find('=');
    if (equals == Bytes::npos) return "a limit is written <name>=<value>";
    const auto value = parse_decimal<std::uint64_t>(token.substr(equals + 1), policy::k64Bit);
    if (!value || !set_limit(limits, token.substr(0, equals), *value)) {
      return "there is no such limit, or it cannot be that: " + std::string(token);
    }
  }
  return {};
}

/// `@negotiation by_first_octet|text|binary`.
std::string read_negotiation(Tokens tokens, Negotiation& negotiation) {
  const Bytes word = tokens.next();
  if (word == "by_first_octet") {
    negotiation = Negotiation::by_first_octet;
  } else if (word == "text") {
    negotiation = Negotiation::text;
  } else if (word == "binary") {
    negotiation = Negotiation::binary;
  } else {
    return "a negotiation is by_first_octet, text or binary";
  }
  return tokens.next().empty() ? "" : "a negotiation is one word";
}

/// `@replies text|binary`; without either, requests again.
std::string read_replies(Tokens tokens, StreamSetup& setup) {
  setup.authentication = false;
  const Bytes word = tokens.next();
  if (word.empty()) {
    setup.replies = std::nullopt;
  } else if (word == "text") {
    setup.replies = ReplyDialect::text;
  } else if (word == "binary") {
    setup.replies = ReplyDialect::binary;
  } else {
    return "replies are text or binary";
  }
  return tokens.next().empty() ? "" : "replies are of one dialect";
}

/// `@authentication`, until `@replies` says what the octets are.
std::string read_authentication(Tokens tokens, StreamSetup& setup) {
  setup.authentication = true;
  setup.replies = std::nullopt;
  return tokens.next().empty() ? "" : "there is one kind of authentication";
}

/// Changes the setup of the cases that follow. Returns what is wrong, or nothing.
std::string read_directive(std::string_view line, StreamSetup& setup) {
  Tokens tokens(line);
  const Bytes name = tokens.next();
  if (name == "@limits") return read_limits(tokens, setup.limits);
  if (name == "@negotiation") return read_negotiation(tokens, setup.negotiation);
  if (name == "@replies") return read_replies(tokens, setup);
  if (name == "@authentication") return read_authentication(tokens, setup);
  return "there is no such directive: " + std::string(name);
}

/// Reads `<octets> => <events>` or `<octets> =>~ <events>`. Returns what is wrong, or nothing.
std::string read_case(std::string_view line, Case& parsed) {
  constexpr std::string_view kArrow = " =>";
  const std::size_t arrow = line.find(kArrow);
  if (arrow == std::string_view::npos) return "a case is written <octets> => <events>";

  std::string_view wire = line.substr(0, arrow);
  while (wire.ends_with(' ')) wire.remove_suffix(1);
  const auto octets = parse_octets(wire);
  if (!octets) return "these octets are not in the notation: " + std::string(wire);
  if (octets->empty()) return "a case has octets";
  parsed.wire = *octets;

  std::string_view events = line.substr(arrow + kArrow.size());
  parsed.canonical = !events.starts_with('~');
  if (!parsed.canonical) events.remove_prefix(1);
  if (!events.starts_with(' ')) return "behind => there is a space, or ~ and a space";
  events.remove_prefix(1);
  if (events.empty() || events.starts_with(' ') || events.ends_with(' ')) {
    return "there are events behind =>, and no spaces around them";
  }
  parsed.events = events;
  return {};
}

}  // namespace

CaseFile read_case_file(const std::filesystem::path& path) {
  CaseFile file;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) file.errors.push_back(path.string() + ":0: cannot be read");

  StreamSetup setup;
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    const std::string place = path.string() + ":" + std::to_string(number);
    std::string problem;
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('@')) {
      problem = read_directive(line, setup);
    } else {
      Case parsed{.place = place, .setup = setup};
      problem = read_case(line, parsed);
      if (problem.empty()) file.cases.push_back(std::move(parsed));
    }
    if (!problem.empty()) file.errors.push_back(std::string(place).append(": ").append(problem));
  }
  return file;
}

}  // namespace mcspec::codec::testing
