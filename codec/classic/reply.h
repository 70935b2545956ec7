#pragma once

// The replies of the classic text protocol. Source: protocol.txt.

#include <cstdint>
#include <optional>

#include "codec/bytes.h"
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

/// `STAT <name> <value>`; a list of them ends with Line::end.
void encode_stat(Writer& out, Bytes name, Bytes value) noexcept;

/// An error line: its words without the terminator, e.g. `CLIENT_ERROR bad data chunk`.
void encode_error(Writer& out, Bytes words) noexcept;

}  // namespace mcspec::codec::classic
