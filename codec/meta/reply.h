#pragma once

// The replies of the meta protocol. A head is written piece by piece, since its flags stand in
// the order in which they were asked for. Source: protocol.txt, "Meta Commands".

#include <concepts>
#include <cstdint>
#include <optional>

#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/meta/flags.h"
#include "codec/writer.h"

namespace mcspec::codec::meta {

/// The first word of a reply.
enum class Status : std::uint8_t { hd, va, en, nf, ns, ex, mn, me };

/// `HD`, `EN` and so on, without a flag or a terminator.
void encode_status(Writer& out, Status status) noexcept;

/// `VA <size>`, without a flag or a terminator. The data block follows the finished head.
void encode_value_status(Writer& out, std::uint32_t size) noexcept;

/// A space, the flag's letter, and what belongs to it.
void encode_flag(Writer& out, char code, Bytes token) noexcept;

/// As above, with a decimal number.
template <std::integral T>
void encode_flag(Writer& out, char code, T number) noexcept {
  out.put(' ').put(code).put_decimal(number);
}

/// The end of a head.
void encode_end(Writer& out) noexcept;

/// The flags of a reply in the order they were sent: b c f h k l O s t with what belongs to them,
/// W, X and Z bare. Made by decoding only, which has checked all of them, so that walking and
/// reading cannot fail. A view into the line.
class ReplyFlags {
 public:
  ReplyFlags() = default;

  Flags::Iterator begin() const noexcept { return Flags::Iterator(text_); }
  Flags::Iterator end() const noexcept { return Flags::Iterator({}); }

  /// Whether the flag was sent. Any octet may be asked for.
  bool has(char code) const noexcept;

  /// What follows the letter; empty when the flag was not sent or has nothing behind it.
  Bytes token(char code) const noexcept;

  /// The flags as they were sent, one space between them and none around them.
  Bytes text() const noexcept { return text_; }

 private:
  friend Fault decode_reply_flags(Bytes text, const Limits& limits, ReplyFlags& flags) noexcept;

  Bytes text_;
};

/// Reads and checks the flags of a reply, with one space between them. Flags that
/// memcached 1.6.45 never returns are invalid; b stands right behind k and nowhere else.
/// Source: proto_parser.c, _meta_mget and META_KEY.
Fault decode_reply_flags(Bytes text, const Limits& limits, ReplyFlags& flags) noexcept;

/// A reply, of VA without its data block: `<status> [<size>] <flags>*`, or
/// `ME <key> <name>=<value>*`.
struct Head {
  Status status = Status::hd;
  std::optional<std::uint32_t> size;  ///< VA: octets of the data block, its CRLF not counted
  ReplyFlags flags;                   ///< of all but MN and ME
  Bytes key;                          ///< ME: base64 when the item's key was set so
  Bytes fields;                       ///< ME: `exp=-1 la=0` and so on, never empty once decoded
};

/// Whether a line is a meta reply at all: two letters, then a space or nothing.
bool is_reply(Bytes line, Status& status) noexcept;

/// Reads a line without its terminator into `head`. Where the answer is a fault, the head is
/// unspecified. Views point into `line`. Requires: is_reply(line, status).
Fault decode_reply(Status status, Bytes line, const Limits& limits, Head& head) noexcept;

/// Writes the line that `head` stands for, terminator included.
void encode(Writer& out, const Head& head) noexcept;

}  // namespace mcspec::codec::meta
