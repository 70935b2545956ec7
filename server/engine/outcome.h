#pragma once

#include <cstdint>
#include <string_view>

#include "server/base/clock.h"
#include "server/store/item_ref.h"

namespace mcspec::engine {

/// What became of an operation. How it is told to a peer is the dialect's business.
enum class Verdict : std::uint8_t {
  found,          ///< Fetch: there is an item
  not_found,      ///< no such item
  stored,         ///< Store, Arithmetic: the value is in
  removed,        ///< Remove: done, whichever way
  flushed,        ///< Flush: done, or on its way
  exists,         ///< the CAS unique differs
  not_stored,     ///< the mode's condition does not hold, or the joined value is too large
  not_a_number,   ///< Arithmetic: the value is not decimal text
  too_large,      ///< the item can never fit
  out_of_memory,  ///< no room now
};

/// The answer of the engine. While it lives, it holds the lock under which `item` stays as it
/// is, so a thread keeps at most one, briefly, and runs no other operation meanwhile.
struct Outcome {
  Verdict verdict;

  /// The item found or written; empty where the verdict has none.
  store::ItemRef item{};

  std::uint64_t number = 0;  ///< Arithmetic: the new number
  std::uint64_t cas = 0;     ///< CAS unique of the item written or found, else 0

  bool created = false;   ///< `vivify` made the item
  bool won = false;       ///< this peer is to recache
  bool win_sent = false;  ///< another peer has been told to recache
  bool stale = false;     ///< the value is marked stale

  base::Instant deadline_before = base::kNever;  ///< of an item found, before `expiry`
  bool fetched_before = false;                   ///< Fetch: read since it was written

  /// Fetch: when it was last written or read; the first read after a write does not count.
  base::Instant last_read_before = 0;
};

}  // namespace mcspec::engine
