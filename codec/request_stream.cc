#include "codec/request_stream.h"

#include <algorithm>

#include "codec/decode_inline.h"

namespace mcspec::codec {
namespace {

/// A line of fewer octets, terminator included, is not looked at.
/// Source: proto_parser.c, process_request.
constexpr std::size_t kLineSizeMin = 4;

constexpr std::size_t kTerminatorSize = 2;

/// Octets that a line needs to be told from a get, whose bound is another.
constexpr std::uint32_t kLineSizeMaxMin = 5;

std::uint32_t line_size_max(Bytes input, const Limits& limits) noexcept {
  const bool is_get = input.starts_with("get ") || input.starts_with("gets ");
  return is_get ? limits.get_line_size_max : limits.line_size_max;
}

}  // namespace

RequestStream::RequestStream(const Limits& limits, Negotiation negotiation) noexcept
    : limits_(limits), negotiation_(negotiation) {
  limits_.line_size_max = std::max(limits_.line_size_max, kLineSizeMaxMin);
}

Step RequestStream::next(Bytes input) noexcept {
  if (input.empty()) return next_of_nothing();
  if (phase_ == Phase::start) {
    const bool is_binary = negotiation_ == Negotiation::by_first_octet
                               ? static_cast<std::uint8_t>(input.front()) == binary::kRequestMagic
                               : negotiation_ == Negotiation::binary;
    phase_ = is_binary ? Phase::packet : Phase::line;
  }
  switch (phase_) {
    case Phase::line:
      return next_line(input);
    case Phase::packet:
      return next_packet(input);
    case Phase::block:
    case Phase::value:
      return next_piece(input);
    case Phase::refused:
    case Phase::leftover:
      return swallow(input);
    case Phase::start:
    case Phase::closed:
      break;
  }
  return {};
}

Step RequestStream::next_of_nothing() noexcept {
  // The end of a binary value is the one event that takes no octets.
  if (phase_ == Phase::value && remaining_ == 0) return end_block({});
  return {};
}

[[gnu::always_inline]] inline Step RequestStream::take_line(Bytes input, std::size_t size,
                                                            std::uint64_t spaces) noexcept {
  if (size < kLineSizeMin) {
    rejection_ = {};
    return reject(Fault::line_too_short, false, size);
  }
  const std::size_t terminator_size = input[size - 2] == '\r' ? 2 : 1;
  const Line line(prefix(input, size - terminator_size), spaces);
  const Decoded decoded = decode_line(line, limits_, request_);
  if (decoded.fault != Fault::none) return refuse_line(decoded, input, size);

  if (decoded.with_block) {
    remaining_ = decoded.block_size;
    skipping_ = false;
    phase_ = Phase::block;
  }
  return {.event = Event::head, .consumed = size};
}

Step RequestStream::next_line(Bytes input) noexcept {
  if (search_.is_fresh()) {
    const Marks marks = mark(input);
    if (marks.line_feeds != 0) {
      const std::size_t size = lowest_bit(marks.line_feeds) + 1;
      const bool short_enough = size <= limits_.line_size_max && size <= limits_.get_line_size_max;
      if (short_enough) return take_line(input, size, marks.spaces & bits_below(size - 1));
    }
  }
  return next_long_line(input);
}

Step RequestStream::next_long_line(Bytes input) noexcept {
  const LineSearch::Answer line = search_.find(input, line_size_max(input, limits_));
  switch (line.outcome) {
    case LineSearch::Outcome::not_yet:
      break;
    case LineSearch::Outcome::found:
      return take_line(input, line.size, mark(prefix(input, line.size - 1)).spaces);
    case LineSearch::Outcome::too_long:
      rejection_ = {};
      return reject(Fault::line_too_long, true, input.size());
  }
  return {};
}

Step RequestStream::refuse_line(const Decoded& decoded, Bytes input, std::size_t size) noexcept {
  rejection_ = {.fault = decoded.fault, .noreply = decoded.noreply};
  if (meta::is_command(without_terminator(prefix(input, size)), rejection_.verb)) {
    rejection_.dialect = Dialect::meta;
  }
  if (!decoded.with_block) return reject(decoded.fault, decoded.fault == Fault::http_request, size);

  remaining_ = std::uint64_t{decoded.block_size} + kTerminatorSize;
  phase_ = Phase::refused;
  Step step = swallow(without_prefix(input, size));
  step.consumed += size;
  return step;
}

Step RequestStream::next_packet(Bytes input) noexcept {
  if (input.size() < binary::kHeaderSize) return {};
  auto& packet = reuse_as<binary::Packet>(request_);
  binary::decode_header(input, packet.header);
  const Fault fault = binary::check_header(packet.header, limits_);
  if (fault != Fault::none) return refuse_packet(fault, input);

  const std::size_t size = binary::head_size(packet.header);
  if (input.size() < size) return {};
  binary::decode_body(input, packet);
  remaining_ = packet.value_size;
  skipping_ = false;
  if (binary::takes_value(packet)) {
    phase_ = Phase::value;
  } else if (remaining_ != 0) {
    phase_ = Phase::leftover;
  }
  return {.event = Event::head, .consumed = size};
}

Step RequestStream::refuse_packet(Fault fault, Bytes input) noexcept {
  rejection_ = {.dialect = Dialect::binary, .header = binary::decode_header(input)};
  if (fault != Fault::unknown_opcode) return reject(fault, true, binary::kHeaderSize);

  rejection_.fault = fault;
  remaining_ = rejection_.header.body_size;
  phase_ = Phase::refused;
  Step step = swallow(without_prefix(input, binary::kHeaderSize));
  step.consumed += binary::kHeaderSize;
  return step;
}

Step RequestStream::next_piece(Bytes input) noexcept {
  if (remaining_ == 0) return end_block(input);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
  remaining_ -= size;
  if (!skipping_) return {.event = Event::data, .consumed = size};
  if (remaining_ != 0) return {.consumed = size};

  Step step = end_block(without_prefix(input, size));
  step.consumed += size;
  return step;
}

Step RequestStream::end_block(Bytes input) noexcept {
  if (phase_ == Phase::value) {
    phase_ = Phase::packet;
    return {.event = Event::data_end, .terminated = true};
  }
  if (input.size() < kTerminatorSize) return {};
  phase_ = Phase::line;
  return {.event = Event::data_end,
          .terminated = skipping_ || input.starts_with("\r\n"),
          .consumed = kTerminatorSize};
}

Step RequestStream::swallow(Bytes input) noexcept {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
  remaining_ -= size;
  if (remaining_ != 0) return {.consumed = size};

  if (phase_ == Phase::leftover) {
    phase_ = Phase::packet;
    Step step = next_packet(without_prefix(input, size));
    step.skipped = static_cast<std::uint32_t>(size);
    step.consumed += size;
    return step;
  }
  phase_ = rejection_.dialect == Dialect::binary ? Phase::packet : Phase::line;
  return reject(rejection_.fault, false, size);
}

Step RequestStream::reject(Fault fault, bool fatal, std::size_t consumed) noexcept {
  rejection_.fault = fault;
  rejection_.fatal = fatal;
  if (fatal) phase_ = Phase::closed;
  return {.event = Event::rejected, .consumed = consumed};
}

}  // namespace mcspec::codec
