#pragma once

// The requests of the meta protocol. Source: protocol.txt, "Meta Commands".

#include <cstddef>
#include <cstdint>
#include <variant>

#include "codec/bytes.h"
#include "codec/decoded.h"
#include "codec/limits.h"
#include "codec/line.h"
#include "codec/meta/flags.h"
#include "codec/writer.h"

namespace mcspec::codec::meta {

/// Which command a line starts with; tells a refused line's sender apart, too.
enum class Verb : std::uint8_t { mg, ms, md, ma, me, mn };

/// `mg <key> <flags>*`. Here and below the key is as sent: base64 when the flags have b.
struct Get {
  Bytes key;
  Flags flags;
};

/// `ms <key> <datalen> <flags>*`, then the data block.
struct Set {
  Bytes key;
  Flags flags;
  std::uint32_t size = 0;  ///< octets of the data block, without its CRLF

  enum class Mode : std::uint8_t { set, add, replace, append, prepend } mode = Mode::set;
};

/// `md <key> <flags>*`.
struct Delete {
  Bytes key;
  Flags flags;
};

/// `ma <key> <flags>*`.
struct Arithmetic {
  Bytes key;
  Flags flags;
  bool decrement = false;
};

/// `me <key> <flags>*`, of which only b means anything and the rest is not checked.
struct Debug {
  Bytes key;
  bool encoded_key = false;
};

/// `mn`.
struct Noop {};

using Command = std::variant<Get, Set, Delete, Arithmetic, Debug, Noop>;

/// Octets of a verb.
inline constexpr std::size_t kVerbSize = 2;

/// Whether a line is a meta command at all: two letters, then a space or nothing.
inline bool is_command(Bytes line, Verb& verb) noexcept {
  if (line.size() < kVerbSize || line[0] != 'm') return false;
  if (line.size() > kVerbSize && line[kVerbSize] != ' ') return false;
  switch (line[1]) {
    case 'g':
      verb = Verb::mg;
      return true;
    case 's':
      verb = Verb::ms;
      return true;
    case 'd':
      verb = Verb::md;
      return true;
    case 'a':
      verb = Verb::ma;
      return true;
    case 'e':
      verb = Verb::me;
      return true;
    case 'n':
      verb = Verb::mn;
      return true;
    default:
      return false;
  }
}

/// Reads a line without its terminator into `command`. Where the answer has a fault, the
/// command is unspecified. Views point into the line. Requires: is_command(line.text(), verb).
Decoded decode_command(Verb verb, const Line& line, const Limits& limits,
                       Command& command) noexcept;

/// Writes the line that `command` stands for, terminator included, in its canonical spelling.
void encode(Writer& out, const Command& command) noexcept;

}  // namespace mcspec::codec::meta
