#include "codec/testing/describe.h"

#include <array>
#include <cstdint>

#include "codec/testing/notation.h"

namespace mcspec::codec::testing {
namespace {

constexpr std::array<Bytes, 6> kStoreVerbs = {"set", "add", "replace", "append", "prepend", "cas"};
constexpr std::array<Bytes, 6> kMetaVerbs = {"mg", "ms", "md", "ma", "me", "mn"};
constexpr std::array<Bytes, 11> kReplyLines = {
    "stored", "not_stored", "exists",   "not_found", "deleted",    "touched",
    "ok",     "reset",      "end_line", "miss",      "empty_line",
};
constexpr std::array<Bytes, 14> kErrorKinds = {
    "error",
    "client_error",
    "server_error",
    "busy",
    "bad_class",
    "no_spare",
    "not_full",
    "unsafe",
    "same",
    "not_started",
    "memlimit_too_small",
    "memlimit_adjust_failed",
    "watcher_too_many",
    "watcher_failed",
};
static_assert(static_cast<std::size_t>(classic::Error::Kind::watcher_failed) + 1 ==
              kErrorKinds.size());
constexpr std::array<Bytes, 8> kMetaStatuses = {"hd", "va", "en", "nf", "ns", "ex", "mn", "me"};
constexpr std::array<Bytes, 5> kSetModes = {"set", "add", "replace", "append", "prepend"};

/// Collects the words of one description.
class Line {
 public:
  explicit Line(Bytes first) : text_(first) {}

  Line& word(Bytes word) {
    text_ += ' ';
    text_ += word;
    return *this;
  }

  Line& word_if(bool holds, Bytes name) { return holds ? word(name) : *this; }

  Line& octets(Bytes name, Bytes value) {
    word(name);
    text_ += "=" + print_octets(value);
    return *this;
  }

  template <typename T>
  Line& number(Bytes name, T value) {
    word(name);
    text_ += "=" + std::to_string(value);
    return *this;
  }

  template <typename T>
  Line& number_unless_zero(Bytes name, T value) {
    return value == 0 ? *this : number(name, value);
  }

  Line& hex(Bytes name, Bytes octets) {
    word(name);
    text_ += "=0x" + print_hex(octets);
    return *this;
  }

  /// Words between brackets; `walk` hands each of them to what it is given.
  template <typename Walk>
  Line& list(Bytes name, Walk walk) {
    word(name);
    text_ += "=[";
    bool first = true;
    walk([&](Bytes item) {
      if (!first) text_ += ' ';
      first = false;
      text_ += print_octets(item);
    });
    text_ += ']';
    return *this;
  }

  std::string text() const { return text_; }

 private:
  std::string text_;
};

/// Hands each word of `tokens` to `take`.
template <typename Take>
void walk_tokens(Tokens tokens, Take take) {
  for (Bytes token = tokens.next(); !token.empty(); token = tokens.next()) take(token);
}

std::string describe_store(const classic::Store& store) {
  Line line("store");
  line.word(kStoreVerbs[static_cast<std::size_t>(store.verb)])
      .octets("key", store.key)
      .number("flags", store.flags)
      .number("exptime", store.exptime)
      .number("size", store.size);
  if (store.verb == classic::Store::Verb::cas) line.number("unique", store.unique);
  return line.word_if(store.noreply, "noreply").text();
}

std::string describe_retrieve(const classic::Retrieve& retrieve) {
  Line line("retrieve");
  const Bytes verb = retrieve.exptime ? (retrieve.with_cas ? "gats" : "gat")
                                      : (retrieve.with_cas ? "gets" : "get");
  line.word(verb);
  if (retrieve.exptime) line.number("exptime", *retrieve.exptime);
  return line.list("keys", [&](auto take) { walk_tokens(retrieve.keys.walk(), take); }).text();
}

std::string describe_admin(const classic::Admin& admin) {
  Line line("admin");
  return line.word(classic::verb_name(admin.verb))
      .list("arguments", [&](auto take) { walk_tokens(Tokens(admin.arguments), take); })
      .word_if(admin.noreply, "noreply")
      .text();
}

std::string describe_classic(const classic::Command& command) {
  if (const auto* store = std::get_if<classic::Store>(&command)) return describe_store(*store);
  if (const auto* retrieve = std::get_if<classic::Retrieve>(&command)) {
    return describe_retrieve(*retrieve);
  }
  if (const auto* removal = std::get_if<classic::Delete>(&command)) {
    return Line("delete").octets("key", removal->key).word_if(removal->noreply, "noreply").text();
  }
  if (const auto* arithmetic = std::get_if<classic::Arithmetic>(&command)) {
    return Line("arithmetic")
        .word(arithmetic->decrement ? "decr" : "incr")
        .octets("key", arithmetic->key)
        .number("delta", arithmetic->delta)
        .word_if(arithmetic->noreply, "noreply")
        .text();
  }
  if (const auto* touch = std::get_if<classic::Touch>(&command)) {
    return Line("touch")
        .octets("key", touch->key)
        .number("exptime", touch->exptime)
        .word_if(touch->noreply, "noreply")
        .text();
  }
  if (const auto* flush = std::get_if<classic::FlushAll>(&command)) {
    Line line("flush_all");
    if (flush->delay) line.number("delay", *flush->delay);
    return line.word_if(flush->noreply, "noreply").text();
  }
  if (const auto* admin = std::get_if<classic::Admin>(&command)) return describe_admin(*admin);
  return "quit";
}

template <typename Flags>
Line& add_flags(Line& line, const Flags& flags) {
  return line.list("flags", [&](auto take) {
    for (const meta::Flag flag : flags) take(std::string(1, flag.code).append(flag.token));
  });
}

std::string describe_meta(const meta::Command& command) {
  Line line(kMetaVerbs[command.index()]);
  if (const auto* get = std::get_if<meta::Get>(&command)) {
    return add_flags(line.octets("key", get->key), get->flags).text();
  }
  if (const auto* set = std::get_if<meta::Set>(&command)) {
    line.word(kSetModes[static_cast<std::size_t>(set->mode)])
        .octets("key", set->key)
        .number("size", set->size);
    return add_flags(line, set->flags).text();
  }
  if (const auto* removal = std::get_if<meta::Delete>(&command)) {
    return add_flags(line.octets("key", removal->key), removal->flags).text();
  }
  if (const auto* arithmetic = std::get_if<meta::Arithmetic>(&command)) {
    line.word(arithmetic->decrement ? "decr" : "incr").octets("key", arithmetic->key);
    return add_flags(line, arithmetic->flags).text();
  }
  if (const auto* debug = std::get_if<meta::Debug>(&command)) {
    return line.octets("key", debug->key).word_if(debug->encoded_key, "encoded_key").text();
  }
  return line.text();
}

/// Opaque in the octets that it is on the wire.
void add_opaque(Line& line, std::uint32_t opaque) {
  if (opaque == 0) return;
  std::array<char, 4> octets;
  Writer out(octets);
  out.put_big_endian(opaque);
  line.hex("opaque", out.written());
}

/// The extras in the words of their opcode.
void add_extras(Line& line, const binary::Packet& packet) {
  if (packet.extras.empty()) return;
  if (packet.info->extras_size == 8) {
    const binary::StoreExtras extras = binary::store_extras(packet);
    line.number("flags", extras.flags).number("expiration", extras.expiration);
    return;
  }
  if (packet.info->extras_size == 20) {
    const binary::ArithmeticExtras extras = binary::arithmetic_extras(packet);
    line.number("delta", extras.delta)
        .number("initial", extras.initial)
        .number("expiration", extras.expiration);
    return;
  }
  line.number("expiration", binary::expiration_extras(packet));
}

std::string describe_packet(const binary::Packet& packet) {
  Line line("packet");
  line.word(packet.info->name);
  if (!packet.key.empty()) line.octets("key", packet.key);
  add_extras(line, packet);
  if (binary::takes_value(packet)) line.number("size", packet.value_size);
  if (!binary::takes_value(packet)) line.number_unless_zero("ignored", packet.value_size);
  add_opaque(line, packet.header.opaque);
  return line.number_unless_zero("cas", packet.header.cas)
      .number_unless_zero("vbucket", packet.header.status)
      .number_unless_zero("data_type", packet.header.data_type)
      .text();
}

std::string describe_dumped_item(const classic::DumpedItem& item) {
  Line line("dumped_item");
  line.octets("key", item.key);
  if (item.exptime) line.number("exptime", *item.exptime);
  line.number("last_access", item.last_access)
      .number("unique", item.unique)
      .word_if(item.fetched, "fetched")
      .number("class", item.slab_class)
      .number("size", item.size)
      .number("flags", item.flags);
  if (item.place) line.number("page", item.place->page).number("offset", item.place->offset);
  return line.text();
}

std::string describe_listing(const classic::Listing& listing) {
  if (const auto* cached = std::get_if<classic::CachedItem>(&listing)) {
    return Line("cached_item")
        .octets("key", cached->key)
        .number("size", cached->size)
        .number("exptime", cached->exptime)
        .text();
  }
  if (const auto* counts = std::get_if<classic::PrefixCounts>(&listing)) {
    return Line("prefix")
        .octets("name", counts->name)
        .number("gets", counts->gets)
        .number("hits", counts->hits)
        .number("sets", counts->sets)
        .number("deletes", counts->deletes)
        .text();
  }
  if (const auto* item = std::get_if<classic::DumpedItem>(&listing)) {
    return describe_dumped_item(*item);
  }
  if (const auto* dumped = std::get_if<classic::DumpedKey>(&listing)) {
    return Line("dumped_key")
        .octets("key", dumped->key)
        .word_if(dumped->encoded_key, "encoded_key")
        .text();
  }
  if (const auto* entry = std::get_if<classic::LogEntry>(&listing)) {
    return Line("log_entry")
        .number("seconds", entry->seconds)
        .number("microseconds", entry->microseconds)
        .number("number", entry->number)
        .octets("type", entry->type)
        .octets("fields", entry->fields)
        .text();
  }
  return Line("log_gap").number("count", std::get<classic::LogGap>(listing).count).text();
}

std::string describe_classic_reply(const classic::Reply& reply) {
  if (const auto* fixed = std::get_if<classic::Line>(&reply)) {
    return std::string(kReplyLines[static_cast<std::size_t>(*fixed)]);
  }
  if (const auto* head = std::get_if<classic::ValueHead>(&reply)) {
    Line line("value");
    line.octets("key", head->key).number("flags", head->flags).number("size", head->size);
    if (head->unique) line.number("unique", *head->unique);
    return line.text();
  }
  if (const auto* number = std::get_if<classic::Number>(&reply)) {
    return Line("number").number("value", number->value).text();
  }
  if (const auto* version = std::get_if<classic::Version>(&reply)) {
    return Line("version").octets("version", version->version).text();
  }
  if (const auto* stat = std::get_if<classic::Stat>(&reply)) {
    return Line("stat").octets("name", stat->name).octets("value", stat->value).text();
  }
  if (const auto* listing = std::get_if<classic::Listing>(&reply)) {
    return describe_listing(*listing);
  }
  const auto& error = std::get<classic::Error>(reply);
  return Line(kErrorKinds[static_cast<std::size_t>(error.kind)])
      .octets("words", error.words)
      .text();
}

std::string describe_head(const meta::Head& head) {
  Line line(kMetaStatuses[static_cast<std::size_t>(head.status)]);
  if (head.size) line.number("size", *head.size);
  if (head.status == meta::Status::mn) return line.text();
  if (head.status != meta::Status::me) return add_flags(line, head.flags).text();
  return line.octets("key", head.key)
      .list("fields", [&](auto take) { walk_tokens(Tokens(head.fields), take); })
      .text();
}

std::string describe_reply_packet(const binary::ReplyPacket& packet) {
  Line line("response");
  const std::array<char, 2> numbers = {static_cast<char>(packet.header.status >> 8),
                                       static_cast<char>(packet.header.status & 0xff)};
  const auto opcode = static_cast<char>(packet.header.opcode);
  line.hex("opcode", Bytes(&opcode, 1)).hex("status", Bytes(numbers.data(), numbers.size()));
  if (!packet.extras.empty()) line.octets("extras", packet.extras);
  if (!packet.key.empty()) line.octets("key", packet.key);
  line.number_unless_zero("size", packet.value_size);
  add_opaque(line, packet.header.opaque);
  return line.number_unless_zero("cas", packet.header.cas)
      .number_unless_zero("data_type", packet.header.data_type)
      .text();
}

}  // namespace

std::string describe(const Request& request) {
  if (const auto* command = std::get_if<classic::Command>(&request)) {
    return describe_classic(*command);
  }
  if (const auto* command = std::get_if<meta::Command>(&request)) return describe_meta(*command);
  return describe_packet(std::get<binary::Packet>(request));
}

std::string describe(const Rejection& rejection) {
  Line line("rejected");
  line.word(fault_name(rejection.fault))
      .word_if(rejection.fatal, "fatal")
      .word_if(rejection.noreply, "noreply");
  switch (rejection.dialect) {
    case Dialect::classic:
      break;
    case Dialect::meta:
      line.word(kMetaVerbs[static_cast<std::size_t>(rejection.verb)]);
      break;
    case Dialect::binary: {
      const auto opcode = static_cast<char>(rejection.header.opcode);
      line.hex("opcode", Bytes(&opcode, 1));
      add_opaque(line, rejection.header.opaque);
      break;
    }
  }
  return line.text();
}

std::string describe(const Reply& reply) {
  if (const auto* line = std::get_if<classic::Reply>(&reply)) return describe_classic_reply(*line);
  if (const auto* head = std::get_if<meta::Head>(&reply)) return describe_head(*head);
  return describe_reply_packet(std::get<binary::ReplyPacket>(reply));
}

std::string describe(const classic::Credentials& credentials) {
  return Line("credentials")
      .octets("user", credentials.user)
      .octets("password", credentials.password)
      .text();
}

std::string encode_attempt(const classic::Credentials& credentials, const Limits& limits) {
  constexpr std::size_t kLineSizeMax = 64;
  std::string space(kLineSizeMax + credentials.user.size() + credentials.password.size(), '\0');
  Writer out(space);
  if (classic::encode_credentials(out, credentials, limits) != Fault::none) return {};
  return std::string(out.written());
}

std::string encode_reply(const Reply& reply) {
  for (std::size_t size = 128;; size *= 2) {
    std::string space(size, '\0');
    Writer out(space);
    encode(out, reply);
    if (out.ok()) return std::string(out.written());
  }
}

std::string encode_request(const Request& request) {
  for (std::size_t size = 128;; size *= 2) {
    std::string space(size, '\0');
    Writer out(space);
    if (const auto* command = std::get_if<classic::Command>(&request)) {
      classic::encode(out, *command);
    } else if (const auto* meta_command = std::get_if<meta::Command>(&request)) {
      meta::encode(out, *meta_command);
    } else {
      binary::encode(out, std::get<binary::Packet>(request));
    }
    if (out.ok()) return std::string(out.written());
  }
}

}  // namespace mcspec::codec::testing
