#pragma once

// The replies of the classic text protocol. Source: protocol.txt.

#include <cstdint>
#include <optional>
#include <variant>

#include "codec/bytes.h"
#include "codec/classic/listing.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/writer.h"

namespace mcspec::codec::classic {

/// A reply that is one fixed line.
enum class Line : std::uint8_t {
  stored,
  not_stored,
  exists,
  not_found,
  deleted,
  touched,
  ok,
  reset,
  end,
  miss,   ///< of debugitem
  empty,  ///< nothing at all; memcached 1.6.45 sends one behind its error about a key of a get,
          ///< gets, gat or gats that is too long, and behind nothing else
};

void encode(Writer& out, Line line) noexcept;

/// `VALUE <key> <flags> <bytes> [<cas unique>]`: the head only. The data block and its CRLF are
/// the caller's, who sends them from where they lie.
struct ValueHead {
  Bytes key;
  std::uint32_t flags = 0;
  std::uint32_t size = 0;               ///< octets of the data block
  std::optional<std::uint64_t> unique;  ///< gets and gats
};

/// Most octets of a ValueHead whose key has 250.
inline constexpr std::size_t kValueHeadSizeMax = 6 + 250 + 1 + 10 + 1 + 10 + 1 + 20 + 2;

void encode(Writer& out, const ValueHead& head) noexcept;

/// The new value of incr and decr, alone on its line.
void encode_number(Writer& out, std::uint64_t number) noexcept;

/// `VERSION <version>`.
void encode_version(Writer& out, Bytes version) noexcept;

/// `STAT <name> <value>`; a list of them ends with Line::end. Without a value there is no space
/// behind the name either. Source: memcached.c, append_ascii_stats.
void encode_stat(Writer& out, Bytes name, Bytes value) noexcept;

/// An error line: its words without the terminator, e.g. `CLIENT_ERROR bad data chunk`.
void encode_error(Writer& out, Bytes words) noexcept;

/// The new value of incr and decr.
struct Number {
  std::uint64_t value = 0;
};

struct Version {
  Bytes version;  ///< never empty once decoded; may hold spaces
};

struct Stat {
  Bytes name;   ///< never empty once decoded
  Bytes value;  ///< to the end of the line, spaces included; may be empty
};

/// A line that tells why something was not done. All kinds but the first three answer the commands
/// of administration, as their words say; not_full and unsafe are in protocol.txt alone.
struct Error {
  enum class Kind : std::uint8_t {
    error,   ///< `ERROR`, with or without words; `ERROR: <words>` and `Error <words>`
    client,  ///< `CLIENT_ERROR <words>`
    server,  ///< `SERVER_ERROR <words>`, and memcached's one `SERVER_ERROR: <words>`
    busy,
    bad_class,
    no_spare,
    not_full,
    unsafe,
    same,
    not_started,
    memlimit_too_small,
    memlimit_adjust_failed,
    watcher_too_many,
    watcher_failed,
  } kind = Kind::error;
  Bytes words;  ///< the whole line, as encode_error() takes it
};

/// What one line can be; a ValueHead is followed by its data block.
using Reply = std::variant<Line, ValueHead, Number, Version, Stat, Error, Listing>;

/// Reads a line without its terminator into `reply`, as strictly as memcached 1.6.45 writes it: one
/// space between words, decimals without a leading zero. Where the answer is a fault, the reply is
/// unspecified. Views point into `line`.
Fault decode_reply(Bytes line, const Limits& limits, Reply& reply) noexcept;

/// Writes the line that `reply` stands for, terminator included.
void encode(Writer& out, const Reply& reply) noexcept;

}  // namespace mcspec::codec::classic
