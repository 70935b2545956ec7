#pragma once

#include <cstddef>
#include <cstdint>

#include "codec/binary/header.h"
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
  data,       ///< the `consumed` octets are the next piece of the data block
  data_end,   ///< the data block is over; `terminated` tells whether it ended as it should
  rejected,   ///< a command was refused, see rejection()
};

/// An event and how much of the input it used up. Two registers: the details stay in the stream,
/// because copying them out would cost more than finding them.
struct Step {
  Event event = Event::need_more;
  bool terminated = false;
  std::uint32_t skipped = 0;  ///< of the consumed octets of a head, those that precede it: the rest
                              ///< of a value that the packet before it does not take
  std::size_t consumed = 0;
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

  /// Swallows the data block of the head just found: no data event, but a data_end where it is
  /// over, terminated whatever stands there. Requires: the last event was a head.
  void skip_data() noexcept { skipping_ = true; }

  const Limits& limits() const noexcept { return limits_; }

 private:
  enum class Phase : std::uint8_t {
    start,     ///< nothing seen yet
    line,      ///< at the start of a text line
    packet,    ///< at the start of a binary packet
    block,     ///< in the data block of a text command
    value,     ///< in the value of a binary command
    refused,   ///< in the data block or body of a command that is refused
    leftover,  ///< in the value of a packet that nobody wants
    closed,    ///< after a fatal rejection
  };

  Step next_of_nothing() noexcept;
  Step next_line(Bytes input) noexcept;
  Step next_long_line(Bytes input) noexcept;
  Step take_line(Bytes input, std::size_t size, std::uint64_t spaces) noexcept;
  Step refuse_line(const Decoded& decoded, Bytes input, std::size_t size) noexcept;
  Step next_packet(Bytes input) noexcept;
  Step next_piece(Bytes input) noexcept;
  Step end_block(Bytes input) noexcept;
  Step swallow(Bytes input) noexcept;
  Step reject(Fault fault, bool fatal, std::size_t consumed) noexcept;
  Step refuse_packet(Fault fault, Bytes input) noexcept;

  Limits limits_;
  Negotiation negotiation_;
  Phase phase_ = Phase::start;
  bool skipping_ = false;
  LineSearch search_;
  std::uint64_t remaining_ = 0;  ///< octets of the present block or body still to come
  Request request_;
  Rejection rejection_;
};

}  // namespace mcspec::codec
