#include "codec/classic/listing.h"

#include <concepts>
#include <limits>

#include "codec/strict_words.h"
#include "codec/uri.h"

namespace mcspec::codec::classic {
namespace {

constexpr std::uint32_t kMicrosecondsInASecond = 1'000'000;

/// The next word, which is `label` and a number without a space between them.
template <std::unsigned_integral T>
std::optional<T> next_labelled(StrictWords& words, Bytes label) noexcept {
  const Bytes word = words.next();
  if (!word.starts_with(label)) return std::nullopt;
  return parse_strict<T>(without_prefix(word, label.size()));
}

/// The next two words, which are `name` and a number.
std::optional<std::uint64_t> next_named(StrictWords& words, Bytes name) noexcept {
  if (words.next() != name) return std::nullopt;
  return parse_strict<std::uint64_t>(words.next());
}

Fault decode_cached_item(StrictWords words, const Limits& limits, CachedItem& item) noexcept {
  words.next();
  item.key = words.next();
  if (item.key.size() > limits.key_size_max) return Fault::key_too_long;
  const auto size = next_labelled<std::uint32_t>(words, "[");
  const bool has_unit = words.next() == "b;";
  const auto exptime = parse_strict<std::uint64_t>(words.next());
  const bool has_end = words.next() == "s]" && words.at_end();
  if (item.key.empty() || !size || !has_unit || !exptime || !has_end) return Fault::bad_reply;
  item.size = *size;
  item.exptime = *exptime;
  return Fault::none;
}

Fault decode_prefix(StrictWords words, const Limits& limits, PrefixCounts& prefix) noexcept {
  words.next();
  prefix.name = words.next();
  if (prefix.name.size() > limits.key_size_max) return Fault::key_too_long;
  const auto gets = next_named(words, "get");
  const auto hits = next_named(words, "hit");
  const auto sets = next_named(words, "set");
  const auto deletes = next_named(words, "del");
  if (!gets || !hits || !sets || !deletes || !words.at_end()) return Fault::bad_reply;
  prefix.gets = *gets;
  prefix.hits = *hits;
  prefix.sets = *sets;
  prefix.deletes = *deletes;
  return Fault::none;
}

/// `exp=-1` or `exp=<time>`.
bool decode_exptime(Bytes word, std::optional<std::uint64_t>& exptime) noexcept {
  if (word == "exp=-1") return true;
  if (!word.starts_with("exp=")) return false;
  exptime = parse_strict<std::uint64_t>(without_prefix(word, 4));
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return exptime && *exptime <= kMax;
}

/// What may stand behind the flags, and the space that ends the line.
bool decode_end_of_item(StrictWords& words, DumpedItem& item) noexcept {
  if (words.at_end()) return false;
  if (words.rest().empty()) return true;
  const auto page = next_labelled<std::uint32_t>(words, "ext_page=");
  const auto offset = next_labelled<std::uint32_t>(words, "ext_offset=");
  if (!page || !offset) return false;
  item.place = {.page = *page, .offset = *offset};
  return !words.at_end() && words.rest().empty();
}

Fault decode_dumped_item(StrictWords words, const Limits& limits, DumpedItem& item) noexcept {
  item.key = without_prefix(words.next(), 4);
  const auto key_size = uri::decoded_size(item.key);
  if (!key_size || *key_size == 0) return Fault::bad_reply;
  if (*key_size > limits.key_size_max) return Fault::key_too_long;

  if (!decode_exptime(words.next(), item.exptime)) return Fault::bad_reply;
  const auto last_access = next_labelled<std::uint64_t>(words, "la=");
  const auto unique = next_labelled<std::uint64_t>(words, "cas=");
  const Bytes fetch = words.next();
  const auto slab_class = next_labelled<std::uint32_t>(words, "cls=");
  const auto size = next_labelled<std::uint64_t>(words, "size=");
  const auto flags = next_labelled<std::uint32_t>(words, "flags=");
  item.fetched = fetch == "fetch=yes";
  const bool says_fetched = item.fetched || fetch == "fetch=no";
  if (!last_access || !unique || !says_fetched || !slab_class || !size || !flags) {
    return Fault::bad_reply;
  }
  item.last_access = *last_access;
  item.unique = *unique;
  item.slab_class = *slab_class;
  item.size = *size;
  item.flags = *flags;
  return decode_end_of_item(words, item) ? Fault::none : Fault::bad_reply;
}

Fault decode_dumped_key(StrictWords words, const Limits& limits, DumpedKey& dumped) noexcept {
  words.next();
  dumped.key = words.next();
  if (dumped.key.size() > limits.key_size_max) return Fault::key_too_long;
  if (dumped.key.empty()) return Fault::bad_reply;
  if (words.at_end()) return Fault::none;
  dumped.encoded_key = words.next() == "b" && words.at_end();
  return dumped.encoded_key ? Fault::none : Fault::bad_reply;
}

/// `ts=<seconds>.<microseconds>`.
bool decode_timestamp(Bytes word, LogEntry& entry) noexcept {
  const Bytes time = without_prefix(word, 3);
  const std::size_t point = time.find('.');
  if (point == Bytes::npos) return false;
  const auto seconds = parse_strict<std::uint64_t>(prefix(time, point));
  const auto microseconds = parse_strict<std::uint32_t>(without_prefix(time, point + 1));
  if (!seconds || !microseconds || *microseconds >= kMicrosecondsInASecond) return false;
  entry.seconds = *seconds;
  entry.microseconds = *microseconds;
  return true;
}

Fault decode_log_entry(StrictWords words, LogEntry& entry) noexcept {
  if (!decode_timestamp(words.next(), entry)) return Fault::bad_reply;
  const auto number = next_labelled<std::uint64_t>(words, "gid=");
  constexpr Bytes kType = "type=";
  const Bytes type = words.next();
  if (!number || !type.starts_with(kType) || type.size() == kType.size()) return Fault::bad_reply;
  entry.number = *number;
  entry.type = without_prefix(type, kType.size());
  if (words.at_end()) return Fault::none;
  entry.fields = words.rest();
  return starts_a_word(entry.fields) ? Fault::none : Fault::bad_reply;
}

void encode_item(Writer& out, const DumpedItem& item) noexcept {
  out.put("key=").put(item.key);
  if (item.exptime) {
    out.put(" exp=").put_decimal(*item.exptime);
  } else {
    out.put(" exp=-1");
  }
  out.put(" la=").put_decimal(item.last_access);
  out.put(" cas=").put_decimal(item.unique);
  out.put(item.fetched ? " fetch=yes" : " fetch=no");
  out.put(" cls=").put_decimal(item.slab_class);
  out.put(" size=").put_decimal(item.size);
  out.put(" flags=").put_decimal(item.flags);
  if (item.place) {
    out.put(" ext_page=").put_decimal(item.place->page);
    out.put(" ext_offset=").put_decimal(item.place->offset);
  }
  out.put(" \n");
}

void encode_entry(Writer& out, const LogEntry& entry) noexcept {
  out.put("ts=").put_decimal(entry.seconds);
  out.put('.').put_decimal(entry.microseconds);
  out.put(" gid=").put_decimal(entry.number);
  out.put(" type=").put(entry.type);
  if (!entry.fields.empty()) out.put(' ').put(entry.fields);
  out.put('\n');
}

void encode_prefix(Writer& out, const PrefixCounts& counts) noexcept {
  out.put("PREFIX ").put(counts.name);
  out.put(" get ").put_decimal(counts.gets);
  out.put(" hit ").put_decimal(counts.hits);
  out.put(" set ").put_decimal(counts.sets);
  out.put(" del ").put_decimal(counts.deletes).put("\r\n");
}

}  // namespace

bool ends_in_line_feed(Bytes line) noexcept {
  return line.starts_with("key=") || line.starts_with("ts=") || line.starts_with("skipped=");
}

Fault decode_listing(Bytes line, const Limits& limits, Listing& listing) noexcept {
  StrictWords words(line);
  const Bytes first = StrictWords(line).next();
  if (first == "ITEM") return decode_cached_item(words, limits, listing.emplace<CachedItem>());
  if (first == "PREFIX") return decode_prefix(words, limits, listing.emplace<PrefixCounts>());
  if (first == "mg") return decode_dumped_key(words, limits, listing.emplace<DumpedKey>());
  if (!ends_in_line_feed(line)) return Fault::unknown_reply;

  // Behind a CR, the LF would end a line of the other kind.
  if (line.ends_with('\r')) return Fault::bad_reply;
  if (line.starts_with("key=")) {
    return decode_dumped_item(words, limits, listing.emplace<DumpedItem>());
  }
  if (line.starts_with("ts=")) return decode_log_entry(words, listing.emplace<LogEntry>());
  const auto count = next_labelled<std::uint64_t>(words, "skipped=");
  if (!count || !words.at_end()) return Fault::bad_reply;
  listing.emplace<LogGap>().count = *count;
  return Fault::none;
}

void encode(Writer& out, const Listing& listing) noexcept {
  if (const auto* cached = std::get_if<CachedItem>(&listing)) {
    out.put("ITEM ").put(cached->key).put(" [").put_decimal(cached->size);
    out.put(" b; ").put_decimal(cached->exptime).put(" s]\r\n");
  } else if (const auto* counts = std::get_if<PrefixCounts>(&listing)) {
    encode_prefix(out, *counts);
  } else if (const auto* item = std::get_if<DumpedItem>(&listing)) {
    encode_item(out, *item);
  } else if (const auto* dumped = std::get_if<DumpedKey>(&listing)) {
    out.put("mg ").put(dumped->key).put(dumped->encoded_key ? " b\r\n" : "\r\n");
  } else if (const auto* entry = std::get_if<LogEntry>(&listing)) {
    encode_entry(out, *entry);
  } else if (const auto* gap = std::get_if<LogGap>(&listing)) {
    out.put("skipped=").put_decimal(gap->count).put('\n');
  }
}

}  // namespace mcspec::codec::classic
