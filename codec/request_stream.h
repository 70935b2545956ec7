#pragma once

#include <cstddef>
#include <cstdint>

#include "codec/binary/header.h"
#include "codec/block.h"
#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/line_search.h"
#include "codec/request.h"

namespace mcspec::codec {

/// What one call of RequestStream::next() found.
enum class Event : std::uint8_t {
  need_more,  ///< nothing more in this input; call again with what follows the consumed octets
  head,       ///< a command, see request(); its data block, if it has one, follows
  data,       ///< the next piece of the data block, which goes on
  last_data,  ///< its last piece, empty where nothing is left of it, and its end
  rejected,   ///< a command was refused, see rejection()
};

/// An event and how much of the input it used up. Two registers: the details stay in the stream,
/// because copying them out would cost more than finding them.
struct Step {
  Event event = Event::need_more;
  bool terminated = false;           ///< of the last piece: the block ended as it should
  std::uint8_t terminator_size = 0;  ///< of the consumed octets, those behind a data block
  std::uint32_t skipped = 0;         ///< of the consumed octets, those that nobody wants: a value
                                     ///< that the packet before a head does not take, or a block
                                     ///< that is swallowed
  std::size_t consumed = 0;

  /// What the event is about, a head or a piece of a data block, in the input that it was found
  /// in.
  Bytes octets(Bytes input) const noexcept {
    return Bytes(input.data() + skipped, consumed - skipped - terminator_size);
  }
};

/// Why and how a command was refused.
struct Rejection {
  Fault fault = Fault::none;
  bool fatal = false;    ///< the next command cannot be found: reply if due, then close
  bool noreply = false;  ///< its sender wants no answer
  Dialect dialect = Dialect::classic;
  meta::Verb verb = meta::Verb::mg;  ///< of a meta line
  binary::Header header;             ///< of a binary packet
};

/// Which dialects a connection may speak. Source: memcached's option -B.
enum class Negotiation : std::uint8_t {
  by_first_octet,  ///< 0x80 makes the connection binary, anything else text, for good
  text,
  binary,
};

/// Cuts one connection's octets into events. Holds no octets itself, so views in a request point
/// into the `input` of the call that found it. The same octets give the same events however they
/// are cut, pieces of one data block put together. One stream per connection; not thread-safe.
///
/// A data block is not gathered: its head comes first, so that a refusal can be decided on it,
/// then the block in pieces as they arrive. A command that is refused although it has a block is
/// reported when that block has been swallowed, so that the stream stays in step.
class RequestStream {
 public:
  explicit RequestStream(const Limits& limits = {},
                         Negotiation negotiation = Negotiation::by_first_octet) noexcept;

  /// Looks at the octets not yet consumed; the caller keeps them, and drops `consumed` of them
  /// when it no longer needs views into them. Behind a fatal rejection it needs more for ever.
  Step next(Bytes input) noexcept;

  /// The command of the last head; valid until the next call of next().
  const Request& request() const noexcept { return request_; }

  /// The last refusal; valid until the next call of next().
  const Rejection& rejection() const noexcept { return rejection_; }

  /// Swallows the data block of the head just found: no data, but a last_data without octets where
  /// it is over, terminated whatever stands there. Requires: the last event was a head.
  void skip_data() noexcept { skipping_ = true; }

  const Limits& limits() const noexcept { return limits_; }

 private:
  enum class Phase : std::uint8_t {
    start,      ///< nothing seen yet
    line,       ///< at the start of a text line
    long_line,  ///< in a text line whose end has been looked for in vain
    packet,     ///< at the start of a binary packet
    block,      ///< in the data block of a text command
    value,      ///< in the value of a binary command
    refused,    ///< in the data block or body of a command that is refused
    leftover,   ///< in the value of a packet that nobody wants
    closed,     ///< after a fatal rejection
  };

  [[gnu::noinline]] Step next_line(Bytes input) noexcept;
  [[gnu::noinline]] Step next_other(Bytes input) noexcept;
  Phase first_phase(char octet) const noexcept;
  Step next_long_line(Bytes input) noexcept;
  [[gnu::noinline]] Step take_marked(Bytes input, std::uint64_t spaces,
                                     std::uint64_t line_feeds) noexcept;
  [[gnu::noinline]] Step take_meta_get(Bytes input, std::size_t size,
                                       std::uint64_t spaces) noexcept;
  [[gnu::noinline]] Step take_set(Bytes input, std::size_t size, std::uint64_t spaces) noexcept;
  [[gnu::noinline]] Step take_line(Bytes input, std::size_t size, std::uint64_t spaces) noexcept;
  Step begin_block(std::uint32_t block_size, std::size_t consumed) noexcept;
  Step refuse_line(const Decoded& decoded, Bytes input, std::size_t size) noexcept;
  Step next_packet(Bytes input) noexcept;
  Step next_piece(Bytes input) noexcept;
  [[gnu::noinline]] Step take_part(Bytes input) noexcept;
  [[gnu::noinline]] Step skip_piece(Bytes input) noexcept;
  Step swallow(Bytes input) noexcept;
  Step reject(Fault fault, bool fatal, std::size_t consumed) noexcept;
  Step refuse_packet(Fault fault, Bytes input) noexcept;

  Limits limits_;
  std::uint32_t short_line_size_max_;  ///< lines of up to so many octets, and of fewer than 64, are
                                       ///< within every limit on lines and keys
  Negotiation negotiation_;
  Phase phase_ = Phase::start;
  bool skipping_ = false;
  LineSearch search_;
  Block block_;  ///< of the present command, or what is left of it where that is refused
  Request request_;
  Rejection rejection_;
};

}  // namespace mcspec::codec
