#pragma once

#include <cstddef>
#include <cstdint>

#include "codec/block.h"
#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/line_search.h"
#include "codec/reply.h"

namespace mcspec::codec {

/// What one call of ReplyStream::next() found.
enum class ReplyEvent : std::uint8_t {
  need_more,  ///< nothing more in this input; call again with what follows the consumed octets
  reply,      ///< a reply, see reply(); its data block, if block_size() says so, follows
  data,       ///< the next piece of the data block, which goes on
  last_data,  ///< its last piece, empty where nothing is left of it, and its end
  rejected,   ///< these octets are no reply, see fault(); the next one cannot be found
};

/// An event and how much of the input it used up. Two registers, like a Step.
struct ReplyStep {
  ReplyEvent event = ReplyEvent::need_more;
  bool terminated = false;           ///< false of a last piece: a fault, and the last event
  std::uint8_t terminator_size = 0;  ///< of the consumed octets, those behind a data block
  std::size_t consumed = 0;

  /// What the event is about, a reply or a piece of a data block, in the input that it was found
  /// in.
  Bytes octets(Bytes input) const noexcept { return prefix(input, consumed - terminator_size); }
};

/// What a connection speaks. Its client knows, having asked.
enum class ReplyDialect : std::uint8_t {
  text,  ///< classic and meta
  binary,
};

/// Cuts what a server sends into events: the client's side of RequestStream. Holds no octets
/// itself, so views in a reply point into the `input` of the call that found it. The same octets
/// give the same events however they are cut, pieces of one data block put together. One stream
/// per connection; not thread-safe.
///
/// A text line may have Limits::line_size_max octets, its CRLF included. Of the other limits those
/// of keys, opaques, blocks and bodies hold. Which reply answers which request is not its business.
class ReplyStream {
 public:
  explicit ReplyStream(const Limits& limits = {},
                       ReplyDialect dialect = ReplyDialect::text) noexcept;

  /// Looks at the octets not yet consumed; the caller keeps them, and drops `consumed` of them
  /// when it no longer needs views into them. Call it until it needs more, with an empty input too:
  /// the end of a binary value takes no octets. Behind a fault it needs more for ever.
  ReplyStep next(Bytes input) noexcept;

  /// The last reply; valid until the next call of next().
  const Reply& reply() const noexcept { return reply_; }

  /// Why the stream has ended: a rejection, or a block that was not terminated. None before.
  Fault fault() const noexcept { return fault_; }

  const Limits& limits() const noexcept { return limits_; }

 private:
  enum class Phase : std::uint8_t {
    line,    ///< at the start of a text line
    packet,  ///< at the start of a binary packet
    block,   ///< in the data block of a text reply
    value,   ///< in the value of a binary reply
    closed,  ///< behind a fault
  };

  ReplyStep next_line(Bytes input) noexcept;
  ReplyStep take_line(Bytes line) noexcept;
  ReplyStep next_packet(Bytes input) noexcept;
  ReplyStep next_piece(Bytes input) noexcept;
  ReplyStep reject(Fault fault, std::size_t consumed) noexcept;

  Limits limits_;
  Phase phase_;
  Fault fault_ = Fault::none;
  LineSearch search_;
  Block block_;  ///< of the present reply
  Reply reply_;
};

}  // namespace mcspec::codec
