#include "codec/meta/reply.h"

#include <array>

#include "codec/strict_words.h"

namespace mcspec::codec::meta {
namespace {

constexpr std::array<Bytes, 8> kStatuses = {"HD", "VA", "EN", "NF", "NS", "EX", "MN", "ME"};
static_assert(static_cast<std::size_t>(Status::me) + 1 == kStatuses.size());

constexpr std::size_t kStatusSize = 2;

/// Whether `token` can stand behind the letter `code`; empty when there is no such flag.
std::optional<bool> is_reply_token(char code, Bytes token) noexcept {
  switch (code) {
    case 'b':
    case 'W':
    case 'X':
    case 'Z':
      return token.empty();
    case 'c':
      return parse_strict<std::uint64_t>(token).has_value();
    case 'f':
    case 'l':
    case 's':
      return parse_strict<std::uint32_t>(token).has_value();
    case 'h':
      return token == "0" || token == "1";
    case 'k':
      return !token.empty();
    case 'O':
      return true;
    case 't':
      return token == "-1" || parse_strict<std::uint32_t>(token).has_value();
    default:
      return std::nullopt;
  }
}

Fault decode_debug(StrictWords words, const Limits& limits, Head& head) noexcept {
  head.key = words.next();
  if (head.key.size() > limits.key_size_max) return Fault::key_too_long;
  head.fields = words.rest();
  if (head.key.empty() || words.at_end()) return Fault::bad_reply;
  while (!words.at_end()) {
    const Bytes field = words.next();
    const std::size_t equals = field.find('=');
    const bool is_field = equals != Bytes::npos && equals != 0 && equals + 1 != field.size();
    if (!is_field) return Fault::bad_reply;
  }
  return Fault::none;
}

}  // namespace

void encode_status(Writer& out, Status status) noexcept {
  out.put(kStatuses[static_cast<std::size_t>(status)]);
}

void encode_value_status(Writer& out, std::uint32_t size) noexcept {
  encode_status(out, Status::va);
  out.put(' ').put_decimal(size);
}

void encode_flag(Writer& out, char code, Bytes token) noexcept {
  out.put(' ').put(code).put(token);
}

void encode_end(Writer& out) noexcept { out.put("\r\n"); }

bool ReplyFlags::has(char code) const noexcept {
  for (const Flag flag : *this) {
    if (flag.code == code) return true;
  }
  return false;
}

Bytes ReplyFlags::token(char code) const noexcept {
  for (const Flag flag : *this) {
    if (flag.code == code) return flag.token;
  }
  return {};
}

Fault decode_reply_flags(Bytes text, const Limits& limits, ReplyFlags& flags) noexcept {
  std::uint64_t seen = 0;
  char before = 0;
  for (StrictWords words(text); !words.at_end();) {
    const Bytes word = words.next();
    if (word.empty()) return Fault::bad_reply;
    const char code = word.front();
    const Bytes token = without_prefix(word, 1);
    const auto holds = is_reply_token(code, token);
    if (!holds) return Fault::invalid_flag;

    const auto bit = std::uint64_t{1} << (code - 'A');
    if ((seen & bit) != 0) return Fault::duplicate_flag;
    seen |= bit;
    if (!*holds || (code == 'b' && before != 'k')) return Fault::bad_reply;
    if (code == 'k' && token.size() > limits.key_size_max) return Fault::key_too_long;
    if (code == 'O' && word.size() > limits.opaque_size_max) return Fault::opaque_too_long;
    before = code;
  }
  flags.text_ = text;
  return Fault::none;
}

bool is_reply(Bytes line, Status& status) noexcept {
  if (line.size() < kStatusSize) return false;
  if (line.size() > kStatusSize && line[kStatusSize] != ' ') return false;
  const Bytes word = prefix(line, kStatusSize);
  for (std::size_t at = 0; at < kStatuses.size(); ++at) {
    if (word != kStatuses[at]) continue;
    status = static_cast<Status>(at);
    return true;
  }
  return false;
}

Fault decode_reply(Status status, Bytes line, const Limits& limits, Head& head) noexcept {
  head = {.status = status};
  StrictWords words(line);
  words.next();
  switch (status) {
    case Status::va: {
      const auto size = parse_strict<std::uint32_t>(words.next());
      if (!size || *size > limits.block_size_max) return Fault::bad_reply;
      head.size = size;
      break;
    }
    case Status::mn:
      return words.at_end() ? Fault::none : Fault::bad_reply;
    case Status::me:
      return decode_debug(words, limits, head);
    case Status::hd:
    case Status::en:
    case Status::nf:
    case Status::ns:
    case Status::ex:
      break;
  }
  if (words.at_end()) return Fault::none;
  const Bytes flags = words.rest();
  return flags.empty() ? Fault::bad_reply : decode_reply_flags(flags, limits, head.flags);
}

void encode(Writer& out, const Head& head) noexcept {
  encode_status(out, head.status);
  if (head.size) out.put(' ').put_decimal(*head.size);
  if (head.status == Status::me) out.put(' ').put(head.key).put(' ').put(head.fields);
  if (!head.flags.text().empty()) out.put(' ').put(head.flags.text());
  encode_end(out);
}

}  // namespace mcspec::codec::meta
