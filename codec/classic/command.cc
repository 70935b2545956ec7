#include "codec/classic/command.h"

#include <array>

#include "codec/number.h"
#include "codec/verb.h"

namespace mcspec::codec::classic {
namespace {

constexpr Bytes kNoreply = "noreply";
constexpr Bytes kHttpVersion = "HTTP/";

constexpr std::array<Bytes, 6> kStoreNames = {"set", "add", "replace", "append", "prepend", "cas"};
constexpr std::array<Bytes, 12> kAdminNames = {
    "version", "stats", "watch",       "verbosity", "shutdown",      "cache_memlimit",
    "slabs",   "lru",   "lru_crawler", "extstore",  "refresh_certs", "debugtime",
};
static_assert(static_cast<std::size_t>(Admin::Verb::debugtime) + 1 == kAdminNames.size());

/// Whether a line ends in the word noreply.
bool ends_in_noreply(Bytes line) noexcept {
  if (line.empty() || (line.back() != 'y' && line.back() != ' ')) return false;
  return last_token(line) == kNoreply;
}

Fault check_key(Bytes key, const Limits& limits) noexcept {
  if (key.empty()) return Fault::bad_line_format;
  if (key.size() > limits.key_size_max) return Fault::key_too_long;
  return Fault::none;
}

/// `<key> <flags> <exptime> <bytes> ...`
Decoded decode_store(Store::Verb verb, Tokens& tokens, bool noreply, const Limits& limits,
                     Command& command) noexcept {
  const Bytes key = tokens.next();
  const Bytes flags_token = tokens.next();
  const Bytes exptime_token = tokens.next();
  std::int32_t size = 0;
  // Without a size nobody knows where the next command starts, nor whether noreply is a word of
  // this one: it is the next line that is read, and the peer is told.
  if (!read_decimal(tokens.next(), policy::k32Bit, size) || size < 0 ||
      static_cast<std::uint32_t>(size) > limits.block_size_max) {
    return {.fault = Fault::bad_line_format};
  }
  const auto block_size = static_cast<std::uint32_t>(size);
  const auto refuse = [&](Fault fault) {
    return Decoded{
        .fault = fault, .noreply = noreply, .with_block = true, .block_size = block_size};
  };

  if (const Fault fault = check_key(key, limits); fault != Fault::none) return refuse(fault);
  std::uint64_t flags = 0;
  std::int64_t exptime = 0;
  if (!read_decimal(flags_token, policy::kLenient, flags) ||
      !read_decimal(exptime_token, policy::kLenient, exptime)) {
    return refuse(Fault::bad_line_format);
  }
  std::uint64_t unique = 0;
  if (verb == Store::Verb::cas && !read_decimal(tokens.next(), policy::k64Bit, unique)) {
    return refuse(Fault::bad_line_format);
  }
  auto& store = command.emplace<Store>();
  store.verb = verb;
  store.noreply = noreply;
  store.key = key;
  store.flags = flags;
  store.exptime = exptime;
  store.size = block_size;
  store.unique = unique;
  return {.with_block = true, .block_size = block_size};
}

/// Whether `text` can be the keys of a retrieval.
Fault check_keys(Bytes text, const Limits& limits) noexcept {
  Tokens tokens(text);
  Bytes key = tokens.next();
  if (key.empty()) return Fault::bad_line_format;
  // Where every piece has a space, no word is longer than the rest of two pieces.
  constexpr std::size_t kSpacedKeySizeMax = 2 * (kMarkedSize - 1);
  if (limits.key_size_max >= kSpacedKeySizeMax && has_in_every_piece(text, ' ')) return Fault::none;
  for (; !key.empty(); key = tokens.next()) {
    if (key.size() > limits.key_size_max) return Fault::key_too_long;
  }
  return Fault::none;
}

Decoded decode_get(bool with_cas, Line line, std::size_t verb_size, const Limits& limits,
                   Command& command) noexcept {
  const Bytes keys = without_prefix(line.text(), verb_size);
  const Fault fault = check_keys(keys, limits);
  if (fault != Fault::none) return {.fault = fault, .noreply = ends_in_noreply(line.text())};
  command.emplace<Retrieve>(Retrieve{.with_cas = with_cas, .exptime = {}, .keys = Keys(keys)});
  return {};
}

Decoded decode_get_and_touch(bool with_cas, Tokens& tokens, const Limits& limits,
                             Command& command) noexcept {
  const Bytes token = tokens.next();
  const Bytes keys = tokens.rest();
  if (tokens.next().empty()) return {.fault = Fault::bad_line_format};
  const auto exptime = parse_decimal<std::int32_t>(token, policy::k32Bit);
  if (!exptime) return {.fault = Fault::bad_exptime};
  const Fault fault = check_keys(keys, limits);
  if (fault != Fault::none) return {.fault = fault};
  command.emplace<Retrieve>(Retrieve{.with_cas = with_cas, .exptime = exptime, .keys = Keys(keys)});
  return {};
}

Decoded decode_delete(Tokens& tokens, bool noreply, const Limits& limits,
                      Command& command) noexcept {
  const Bytes key = tokens.next();
  if (const Fault fault = check_key(key, limits); fault != Fault::none) {
    return {.fault = fault, .noreply = noreply};
  }
  command.emplace<Delete>(Delete{.key = key, .noreply = noreply});
  return {};
}

Decoded decode_arithmetic(bool decrement, Tokens& tokens, bool noreply, const Limits& limits,
                          Command& command) noexcept {
  const Bytes key = tokens.next();
  const Bytes delta_token = tokens.next();
  // A line that lacks words is refused before noreply is looked for.
  if (delta_token.empty()) return {.fault = Fault::bad_line_format};
  if (const Fault fault = check_key(key, limits); fault != Fault::none) {
    return {.fault = fault, .noreply = noreply};
  }
  const auto delta = parse_decimal<std::uint64_t>(delta_token, policy::k64Bit);
  if (!delta) return {.fault = Fault::bad_delta, .noreply = noreply};

  command.emplace<Arithmetic>(
      Arithmetic{.decrement = decrement, .noreply = noreply, .key = key, .delta = *delta});
  return {};
}

Decoded decode_touch(Tokens& tokens, bool noreply, const Limits& limits,
                     Command& command) noexcept {
  const Bytes key = tokens.next();
  const Bytes exptime_token = tokens.next();
  if (exptime_token.empty()) return {.fault = Fault::bad_line_format};
  if (const Fault fault = check_key(key, limits); fault != Fault::none) {
    return {.fault = fault, .noreply = noreply};
  }
  const auto exptime = parse_decimal<std::int32_t>(exptime_token, policy::k32Bit);
  if (!exptime) return {.fault = Fault::bad_exptime, .noreply = noreply};

  command.emplace<Touch>(Touch{.key = key, .exptime = *exptime, .noreply = noreply});
  return {};
}

Decoded decode_flush_all(Tokens& tokens, bool noreply, Command& command) noexcept {
  const Bytes delay_token = tokens.next();
  std::optional<std::int32_t> delay;
  if (!delay_token.empty() && !(noreply && delay_token == kNoreply)) {
    delay = parse_decimal<std::int32_t>(delay_token, policy::k32Bit);
    if (!delay) return {.fault = Fault::bad_exptime, .noreply = noreply};
  }
  command.emplace<FlushAll>(FlushAll{.delay = delay, .noreply = noreply});
  return {};
}

Decoded decode_admin(Admin::Verb verb, Tokens& tokens, bool noreply, Command& command) noexcept {
  command.emplace<Admin>(Admin{.verb = verb, .arguments = tokens.rest(), .noreply = noreply});
  return {};
}

std::optional<Admin::Verb> find_rare_admin(Bytes word) noexcept {
  constexpr auto kFirst = static_cast<std::size_t>(Admin::Verb::verbosity);
  for (std::size_t at = kFirst; at < kAdminNames.size(); ++at) {
    if (word == kAdminNames[at]) return static_cast<Admin::Verb>(at);
  }
  return std::nullopt;
}

Decoded refuse_unknown(Bytes line, bool noreply) noexcept {
  const Bytes last = last_token(line);
  const bool is_http = last.data() != Tokens(line).next().data() && last.starts_with(kHttpVersion);
  return {.fault = is_http ? Fault::http_request : Fault::unknown_command, .noreply = noreply};
}

/// The commands before which, unlike all others, spaces are let pass.
Decoded decode_rare(const Line& line, bool noreply, Command& command) noexcept {
  Tokens tokens = line.tokens(0);
  const Bytes word = tokens.next();
  if (word == "flush_all") return decode_flush_all(tokens, noreply, command);
  if (const auto verb = find_rare_admin(word)) return decode_admin(*verb, tokens, noreply, command);
  return refuse_unknown(line.text(), noreply);
}

}  // namespace

Bytes verb_name(Admin::Verb verb) noexcept { return kAdminNames[static_cast<std::size_t>(verb)]; }

Decoded decode_command(const Line& line, const Limits& limits, Command& command) noexcept {
  const std::size_t verb_size = line.verb_size();
  Tokens tokens = line.tokens(verb_size);
  const auto noreply = [&] { return ends_in_noreply(line.text()); };

  switch (pack_prefix(line.text(), verb_size)) {
    case pack_verb("get"):
      return decode_get(false, line, verb_size, limits, command);
    case pack_verb("set"):
      return decode_store(Store::Verb::set, tokens, noreply(), limits, command);
    case pack_verb("gets"):
      return decode_get(true, line, verb_size, limits, command);
    case pack_verb("gat"):
      return decode_get_and_touch(false, tokens, limits, command);
    case pack_verb("gats"):
      return decode_get_and_touch(true, tokens, limits, command);
    case pack_verb("add"):
      return decode_store(Store::Verb::add, tokens, noreply(), limits, command);
    case pack_verb("replace"):
      return decode_store(Store::Verb::replace, tokens, noreply(), limits, command);
    case pack_verb("append"):
      return decode_store(Store::Verb::append, tokens, noreply(), limits, command);
    case pack_verb("prepend"):
      return decode_store(Store::Verb::prepend, tokens, noreply(), limits, command);
    case pack_verb("cas"):
      return decode_store(Store::Verb::cas, tokens, noreply(), limits, command);
    case pack_verb("delete"):
      return decode_delete(tokens, noreply(), limits, command);
    case pack_verb("incr"):
      return decode_arithmetic(false, tokens, noreply(), limits, command);
    case pack_verb("decr"):
      return decode_arithmetic(true, tokens, noreply(), limits, command);
    case pack_verb("touch"):
      return decode_touch(tokens, noreply(), limits, command);
    case pack_verb("version"):
      return decode_admin(Admin::Verb::version, tokens, false, command);
    case pack_verb("stats"):
      return decode_admin(Admin::Verb::stats, tokens, false, command);
    case pack_verb("watch"):
      return decode_admin(Admin::Verb::watch, tokens, false, command);
    case pack_verb("quit"):
      command.emplace<Quit>();
      return {};
    default:
      return decode_rare(line, noreply(), command);
  }
}

namespace {

void encode_noreply(Writer& out, bool noreply) noexcept {
  if (noreply) out.put(' ').put(kNoreply);
}

void encode_store(Writer& out, const Store& store) noexcept {
  out.put(kStoreNames[static_cast<std::size_t>(store.verb)]).put(' ').put(store.key);
  out.put(' ').put_decimal(store.flags);
  out.put(' ').put_decimal(store.exptime);
  out.put(' ').put_decimal(store.size);
  if (store.verb == Store::Verb::cas) out.put(' ').put_decimal(store.unique);
  encode_noreply(out, store.noreply);
}

void encode_retrieve(Writer& out, const Retrieve& retrieve) noexcept {
  out.put(retrieve.exptime ? "gat" : "get");
  if (retrieve.with_cas) out.put('s');
  if (retrieve.exptime) out.put(' ').put_decimal(*retrieve.exptime);
  Tokens keys = retrieve.keys.walk();
  for (Bytes key = keys.next(); !key.empty(); key = keys.next()) out.put(' ').put(key);
}

void encode_admin(Writer& out, const Admin& admin) noexcept {
  out.put(verb_name(admin.verb));
  Tokens words(admin.arguments);
  for (Bytes word = words.next(); !word.empty(); word = words.next()) out.put(' ').put(word);
}

}  // namespace

void encode(Writer& out, const Command& command) noexcept {
  if (const auto* store = std::get_if<Store>(&command)) {
    encode_store(out, *store);
  } else if (const auto* retrieve = std::get_if<Retrieve>(&command)) {
    encode_retrieve(out, *retrieve);
  } else if (const auto* removal = std::get_if<Delete>(&command)) {
    out.put("delete ").put(removal->key);
    encode_noreply(out, removal->noreply);
  } else if (const auto* arithmetic = std::get_if<Arithmetic>(&command)) {
    out.put(arithmetic->decrement ? "decr " : "incr ").put(arithmetic->key);
    out.put(' ').put_decimal(arithmetic->delta);
    encode_noreply(out, arithmetic->noreply);
  } else if (const auto* touch = std::get_if<Touch>(&command)) {
    out.put("touch ").put(touch->key).put(' ').put_decimal(touch->exptime);
    encode_noreply(out, touch->noreply);
  } else if (const auto* flush = std::get_if<FlushAll>(&command)) {
    out.put("flush_all");
    if (flush->delay) out.put(' ').put_decimal(*flush->delay);
    encode_noreply(out, flush->noreply);
  } else if (const auto* admin = std::get_if<Admin>(&command)) {
    encode_admin(out, *admin);
  } else {
    out.put("quit");
  }
  out.put("\r\n");
}

}  // namespace mcspec::codec::classic
