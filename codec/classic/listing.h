#pragma once

// The lines of the lists that administrative commands print. What begins and ends a list (OK, END,
// EN, an error) is a reply like any other.

#include <cstdint>
#include <optional>
#include <variant>

#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/writer.h"

namespace mcspec::codec::classic {

/// `ITEM <key> [<size> b; <exptime> s]`, of stats cachedump. Source: items.c, item_cachedump.
struct CachedItem {
  Bytes key;
  std::uint32_t size = 0;     ///< octets of the value
  std::uint64_t exptime = 0;  ///< Unix time; 0: never
};

/// `PREFIX <name> get <n> hit <n> set <n> del <n>`, of stats detail dump.
/// Source: stats_prefix.c, stats_prefix_dump.
struct PrefixCounts {
  Bytes name;  ///< what keys start with, without the delimiter; may be empty
  std::uint64_t gets = 0;
  std::uint64_t hits = 0;
  std::uint64_t sets = 0;
  std::uint64_t deletes = 0;
};

/// Where the value of an item is that is not in memory. Source: memcached.h, item_hdr.
struct FlashPlace {
  std::uint32_t page = 0;
  std::uint32_t offset = 0;  ///< within the page
};

/// `key=<key> exp=<time> la=<time> cas=<n> fetch=yes|no cls=<n> size=<n> flags=<n> `, of
/// lru_crawler metadump: with a space at its end, and LF alone behind it. An item on flash has
/// `ext_page=<n> ext_offset=<n> ` too. Source: crawler.c, crawler_metadump_eval.
struct DumpedItem {
  Bytes key;                             ///< encoded as codec/uri.h does, never empty
  std::optional<std::uint64_t> exptime;  ///< Unix time; none: never, `-1` on the wire
  std::uint64_t last_access = 0;         ///< Unix time
  std::uint64_t unique = 0;              ///< the CAS unique
  bool fetched = false;                  ///< since it was stored
  std::uint32_t slab_class = 0;
  std::uint64_t size = 0;  ///< octets of memory, header and key included
  std::uint32_t flags = 0;
  std::optional<FlashPlace> place;  ///< of an item on flash
};

/// `mg <key>` or `mg <base64> b`, of lru_crawler mgdump: the request that would fetch the item.
/// Source: crawler.c, crawler_mgdump_eval.
struct DumpedKey {
  Bytes key;                 ///< as it stands on the line
  bool encoded_key = false;  ///< it is base64 of a key that is binary
};

/// `ts=<seconds>.<microseconds> gid=<n> type=<word> <fields>`, of watch, with LF alone behind it.
/// The microseconds have no leading zeros: 7.5 is 7 s and 5 us. Source: logger.c.
struct LogEntry {
  std::uint64_t seconds = 0;       ///< Unix time
  std::uint32_t microseconds = 0;  ///< below 1,000,000
  std::uint64_t number = 0;        ///< gid: ascends in the order of events, which lines may not
  Bytes type;                      ///< `item_get` and so on; never empty
  Bytes fields;  ///< `<name>=<value>` and a space between them; what belongs to `msg` may hold more
};

/// `skipped=<n>`, of watch, with LF alone behind it: the watcher was too slow for so many lines.
struct LogGap {
  std::uint64_t count = 0;
};

using Listing = std::variant<CachedItem, PrefixCounts, DumpedItem, DumpedKey, LogEntry, LogGap>;

/// Whether a line that starts like this ends in LF alone: those of metadump and watch do.
bool ends_in_line_feed(Bytes line) noexcept;

/// Reads a line without its terminator into `listing`, as strictly as memcached 1.6.45 writes it;
/// `unknown_reply` when it starts like none of them. Where the answer is a fault, the listing is
/// unspecified. Views point into `line`.
Fault decode_listing(Bytes line, const Limits& limits, Listing& listing) noexcept;

/// Writes the line that `listing` stands for, its own terminator included.
void encode(Writer& out, const Listing& listing) noexcept;

}  // namespace mcspec::codec::classic
