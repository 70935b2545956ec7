#include "codec/classic/reply.h"

#include <array>

#include "codec/strict_words.h"

namespace mcspec::codec::classic {
namespace {

constexpr std::array<Bytes, 11> kLines = {
    "STORED\r\n", "NOT_STORED\r\n", "EXISTS\r\n", "NOT_FOUND\r\n", "DELETED\r\n", "TOUCHED\r\n",
    "OK\r\n",     "RESET\r\n",      "END\r\n",    "MISS\r\n",      "\r\n",
};
static_assert(static_cast<std::size_t>(Line::empty) + 1 == kLines.size());

std::optional<Line> find_line(Bytes text) noexcept {
  for (std::size_t at = 0; at < kLines.size(); ++at) {
    const Bytes words = prefix(kLines[at], kLines[at].size() - 2);
    if (text == words) return static_cast<Line>(at);
  }
  return std::nullopt;
}

Fault decode_value_head(StrictWords words, const Limits& limits, ValueHead& head) noexcept {
  head.key = words.next();
  if (head.key.size() > limits.key_size_max) return Fault::key_too_long;
  const auto flags = parse_strict<std::uint32_t>(words.next());
  const auto size = parse_strict<std::uint32_t>(words.next());
  if (head.key.empty() || !flags || !size || *size > limits.block_size_max) {
    return Fault::bad_reply;
  }
  head.flags = *flags;
  head.size = *size;
  if (words.at_end()) return Fault::none;

  head.unique = parse_strict<std::uint64_t>(words.next());
  return head.unique && words.at_end() ? Fault::none : Fault::bad_reply;
}

Fault decode_stat(StrictWords words, Stat& stat) noexcept {
  stat.name = words.next();
  if (stat.name.empty()) return Fault::bad_reply;
  if (words.at_end()) return Fault::none;
  stat.value = words.rest();
  return starts_a_word(stat.value) ? Fault::none : Fault::bad_reply;
}

Fault decode_version(StrictWords words, Version& version) noexcept {
  version.version = words.rest();
  return starts_a_word(version.version) ? Fault::none : Fault::bad_reply;
}

bool starts_with_digit(Bytes line) noexcept {
  return !line.empty() && line.front() >= '0' && line.front() <= '9';
}

Fault decode_number(Bytes line, Number& number) noexcept {
  const auto value = parse_strict<std::uint64_t>(line);
  if (!value) return Fault::bad_reply;
  number.value = *value;
  return Fault::none;
}

struct ErrorWord {
  Bytes word;
  Error::Kind kind;
};

/// How a line of an error starts. The colons are how memcached refuses a shutdown, the first until
/// 1.6.39; `Error` is what refresh_certs answers without TLS. See proto_text.c.
constexpr ErrorWord kErrorWords[] = {
    {"ERROR", Error::Kind::error},
    {"CLIENT_ERROR", Error::Kind::client},
    {"SERVER_ERROR", Error::Kind::server},
    {"ERROR:", Error::Kind::error},
    {"SERVER_ERROR:", Error::Kind::server},
    {"Error", Error::Kind::error},
    {"BUSY", Error::Kind::busy},
    {"BADCLASS", Error::Kind::bad_class},
    {"NOSPARE", Error::Kind::no_spare},
    {"NOTFULL", Error::Kind::not_full},
    {"UNSAFE", Error::Kind::unsafe},
    {"SAME", Error::Kind::same},
    {"NOTSTARTED", Error::Kind::not_started},
    {"MEMLIMIT_TOO_SMALL", Error::Kind::memlimit_too_small},
    {"MEMLIMIT_ADJUST_FAILED", Error::Kind::memlimit_adjust_failed},
    {"WATCHER_TOO_MANY", Error::Kind::watcher_too_many},
    {"WATCHER_FAILED", Error::Kind::watcher_failed},
};

std::optional<Error::Kind> error_kind(Bytes word) noexcept {
  for (const ErrorWord& known : kErrorWords) {
    if (word == known.word) return known.kind;
  }
  return std::nullopt;
}

Fault decode_error(StrictWords words, const Error& error) noexcept {
  if (words.at_end()) return error.words == "ERROR" ? Fault::none : Fault::bad_reply;
  return starts_a_word(words.rest()) ? Fault::none : Fault::bad_reply;
}

}  // namespace

void encode(Writer& out, Line line) noexcept { out.put(kLines[static_cast<std::size_t>(line)]); }

void encode(Writer& out, const ValueHead& head) noexcept {
  out.put("VALUE ").put(head.key);
  out.put(' ').put_decimal(head.flags);
  out.put(' ').put_decimal(head.size);
  if (head.unique) out.put(' ').put_decimal(*head.unique);
  out.put("\r\n");
}

void encode_number(Writer& out, std::uint64_t number) noexcept {
  out.put_decimal(number).put("\r\n");
}

void encode_version(Writer& out, Bytes version) noexcept {
  out.put("VERSION ").put(version).put("\r\n");
}

void encode_stat(Writer& out, Bytes name, Bytes value) noexcept {
  out.put("STAT ").put(name);
  if (!value.empty()) out.put(' ').put(value);
  out.put("\r\n");
}

void encode_error(Writer& out, Bytes words) noexcept { out.put(words).put("\r\n"); }

Fault decode_reply(Bytes line, const Limits& limits, Reply& reply) noexcept {
  StrictWords words(line);
  const Bytes first = words.next();
  if (first == "VALUE") return decode_value_head(words, limits, reply.emplace<ValueHead>());
  if (const auto fixed = find_line(line)) {
    reply = *fixed;
    return Fault::none;
  }
  if (starts_with_digit(line)) return decode_number(line, reply.emplace<Number>());
  if (first == "STAT") return decode_stat(words, reply.emplace<Stat>());
  if (first == "VERSION") return decode_version(words, reply.emplace<Version>());
  if (const auto kind = error_kind(first)) {
    return decode_error(words, reply.emplace<Error>(Error{*kind, line}));
  }
  // A fixed line with something behind it is recognized, and wrong.
  if (!first.empty() && find_line(first)) return Fault::bad_reply;
  return decode_listing(line, limits, reply.emplace<Listing>());
}

void encode(Writer& out, const Reply& reply) noexcept {
  if (const auto* line = std::get_if<Line>(&reply)) return encode(out, *line);
  if (const auto* head = std::get_if<ValueHead>(&reply)) return encode(out, *head);
  if (const auto* number = std::get_if<Number>(&reply)) return encode_number(out, number->value);
  if (const auto* version = std::get_if<Version>(&reply)) {
    return encode_version(out, version->version);
  }
  if (const auto* stat = std::get_if<Stat>(&reply)) {
    return encode_stat(out, stat->name, stat->value);
  }
  if (const auto* error = std::get_if<Error>(&reply)) return encode_error(out, error->words);
  if (const auto* listing = std::get_if<Listing>(&reply)) encode(out, *listing);
}

}  // namespace mcspec::codec::classic
