#pragma once

// What can be asked of the cache, in no protocol's words. The fields follow the widest of the
// dialects; the narrower ones leave them at their defaults.

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "server/engine/expiry.h"

namespace mcspec::engine {

/// Reads an item; may touch it, create it when missing, and decide who recaches it.
struct Fetch {
  std::string_view key{};

  /// Which counters a hit or a miss goes to. As `get`, a hit that sets an expiration counts as a
  /// touch, and a miss that would have as a get, like memcached 1.6.45, process_mget_cmd.
  /// As `none`, neither is counted.
  enum class Count : std::uint8_t {
    get,
    touch,
    get_and_touch,
    none,
  } count = Count::get;

  /// Marks the item as read now, which keeps it from eviction.
  bool bump = true;

  /// New expiration of an item that was found; one that `vivify` creates does not get it.
  std::optional<Exptime> expiry{};

  /// Creates an empty item with this expiration when the key is missing; its finder wins.
  std::optional<Exptime> vivify{};

  /// `vivify` creates the item with the mark that its key was sent encoded.
  bool encoded_key = false;

  /// This reader can be the one to recache: it wins if the item is stale and nobody has won since.
  bool may_win = false;

  /// CAS unique of an item that `vivify` creates; absent: the next of the server's sequence.
  std::optional<std::uint64_t> set_cas{};

  /// The finder wins if the time to live is below this and nobody has won before. 0 and below: it
  /// does not; above 30 days: a moment, as with every expiration.
  std::optional<Exptime> recache{};

  /// Whether `recache` is judged by the time to live that `expiry` has just set.
  bool recache_after_expiry = false;
};

/// Writes a whole value, or joins one to the value that is there.
struct Store {
  std::string_view key{};
  std::string_view value{};  ///< any octets
  std::uint32_t flags = 0;
  Exptime expiry = 0;

  enum class Mode : std::uint8_t { set, add, replace, append, prepend } mode = Mode::set;

  /// The item must exist and have this CAS unique; 0 matches no item. It then decides alone: the
  /// mode's own condition is not looked at. With `append` and `prepend` a missing key is
  /// `not_stored` all the same, or created by `vivify`.
  std::optional<std::uint64_t> compare_cas{};

  /// Where the server keeps no CAS uniques `compare_cas` is not looked at, rather than matching
  /// nothing. `append` and `prepend` always do so. Source: memcached 1.6.45, proto_bin.c,
  /// process_bin_update; memcached.c, do_store_item.
  bool compare_only_if_kept = false;

  /// CAS unique of the stored item; absent or 0: the next of the server's sequence.
  std::optional<std::uint64_t> set_cas{};

  /// Stores even if `compare_cas` is older than the item's, and marks the result stale; it keeps
  /// the item's expiration and whether somebody has won. Not with `append` and `prepend`.
  bool invalidate = false;

  /// `append` and `prepend` store a missing key as `set` does, with this expiration.
  std::optional<Exptime> vivify{};

  /// The key was sent encoded; remembered with the item so that it is shown encoded again.
  bool encoded_key = false;

  /// If there is no room for the value, what is stored under the key goes too, lest it be taken for
  /// the value that was to replace it.
  bool forget_on_failure = false;
};

/// Takes an item away, or leaves it there marked stale, emptied, or both.
struct Remove {
  std::string_view key{};

  /// The item must have this CAS unique; 0 matches only one that was set to 0.
  std::optional<std::uint64_t> compare_cas{};

  /// Marks stale instead of removing, with a new CAS unique, and lets the next reader win.
  bool invalidate = false;

  /// Empties the value instead of removing. The rest stays as it is, except that the item is no
  /// longer stale or won, unless `invalidate` says so.
  bool clear_value = false;

  std::optional<Exptime> expiry{};         ///< with `invalidate` or `clear_value` only
  std::optional<std::uint64_t> set_cas{};  ///< with `invalidate` or `clear_value` only
  std::optional<std::uint32_t> flags{};    ///< with `clear_value` only; absent: kept
};

/// Adds to or takes from a number stored as decimal text.
struct Arithmetic {
  std::string_view key{};
  std::uint64_t delta = 1;
  bool decrement = false;

  /// The item must have this CAS unique; 0 matches only one that was set to 0. Not looked at when
  /// the key is missing.
  std::optional<std::uint64_t> compare_cas{};

  /// CAS unique of the result; absent: the next of the server's sequence.
  std::optional<std::uint64_t> set_cas{};

  std::optional<Exptime> expiry{};  ///< new expiration of an item that was found

  /// Creates a missing number: `initial` with this expiration, the delta not applied.
  std::optional<Exptime> vivify{};
  std::uint64_t initial = 0;

  /// As in Store, for an item that `vivify` creates.
  bool encoded_key = false;
};

/// Forgets everything stored until a moment. Each replaces the one that is still to come.
struct Flush {
  /// 0 and below: at once, and what is stored afterwards stays, were it the same second. Else one
  /// second before the expiration, and what is stored in the second when it happens is forgotten
  /// too. A moment before the server started: only the one to come is cancelled.
  /// Source: memcached 1.6.45, proto_text.c, process_flush_all_command.
  Exptime delay = 0;
};

using Operation = std::variant<Fetch, Store, Remove, Arithmetic, Flush>;

}  // namespace mcspec::engine
