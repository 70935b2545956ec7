#pragma once

// The requests of the classic text protocol, one struct for each shape a line can have.
// Source: protocol.txt.

#include <cstdint>
#include <optional>
#include <variant>

#include "codec/bytes.h"
#include "codec/decoded.h"
#include "codec/limits.h"
#include "codec/line.h"
#include "codec/tokens.h"
#include "codec/writer.h"

namespace mcspec::codec::classic {

/// The keys of a retrieval, in order; each is whole and of a legal size, so walking cannot fail.
class Keys {
 public:
  Keys() = default;
  explicit Keys(Bytes text) noexcept : text_(text) {}

  /// A walk from the first key; next() is empty after the last.
  Tokens walk() const noexcept { return Tokens(text_); }

  /// The keys as they were sent, spaces included.
  Bytes text() const noexcept { return text_; }

 private:
  Bytes text_;
};

/// `<verb> <key> <flags> <exptime> <bytes> [<cas unique>] [noreply]`, then the data block.
struct Store {
  enum class Verb : std::uint8_t { set, add, replace, append, prepend, cas } verb = Verb::set;
  bool noreply = false;
  Bytes key;
  std::uint64_t flags = 0;   ///< as sent; servers keep 32 bits
  std::int64_t exptime = 0;  ///< seconds as sent: relative, absolute or negative
  std::uint32_t size = 0;    ///< octets of the data block, without its CRLF
  std::uint64_t unique = 0;  ///< of `cas` only
};

/// `get <key>*`, `gets <key>*`, `gat <exptime> <key>*` and `gats <exptime> <key>*`.
struct Retrieve {
  bool with_cas = false;                ///< gets and gats
  std::optional<std::int32_t> exptime;  ///< gat and gats: seconds as sent
  Keys keys;                            ///< at least one
};

/// `delete <key> [noreply]`.
struct Delete {
  Bytes key;
  bool noreply = false;
};

/// `incr|decr <key> <delta> [noreply]`.
struct Arithmetic {
  bool decrement = false;
  bool noreply = false;
  Bytes key;
  std::uint64_t delta = 0;
};

/// `touch <key> <exptime> [noreply]`.
struct Touch {
  Bytes key;
  std::int32_t exptime = 0;  ///< seconds as sent
  bool noreply = false;
};

/// `flush_all [<delay>] [noreply]`.
struct FlushAll {
  std::optional<std::int32_t> delay;  ///< seconds as sent
  bool noreply = false;
};

/// A command about the server rather than an item. What its words mean is not looked at: servers
/// differ in them, and answer one they do not offer like one they do not know.
struct Admin {
  enum class Verb : std::uint8_t {
    version,
    stats,
    watch,
    verbosity,
    shutdown,
    cache_memlimit,
    slabs,
    lru,
    lru_crawler,
    extstore,
    refresh_certs,
    debugtime,  ///< of memcached-debug
  } verb = Verb::version;
  Bytes arguments;  ///< the words as sent, spaces included
  bool noreply = false;
};

/// The word that an administrative command starts with.
Bytes verb_name(Admin::Verb verb) noexcept;

/// `quit`: the peer wants the connection closed.
struct Quit {};

using Command = std::variant<Store, Retrieve, Delete, Arithmetic, Touch, FlushAll, Admin, Quit>;

/// Reads a line without its terminator into `command`. Where the answer has a fault, the
/// command is unspecified. Views point into the line.
Decoded decode_command(const Line& line, const Limits& limits, Command& command) noexcept;

/// Writes the line that `command` stands for, terminator included, in its canonical spelling.
void encode(Writer& out, const Command& command) noexcept;

}  // namespace mcspec::codec::classic
