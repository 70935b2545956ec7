#include "codec/request_stream.h"

#include <algorithm>

#include "codec/classic/short_command.h"
#include "codec/decode_line.h"
#include "codec/meta/short_command.h"
#include "codec/reuse.h"

namespace mcspec::codec {
namespace {

/// A line of fewer octets, terminator included, is not looked at.
/// Source: proto_parser.c, process_request.
constexpr std::size_t kLineSizeMin = 4;

/// Octets that a line needs to be told from a get, whose bound is another.
constexpr std::uint32_t kLineSizeMaxMin = 5;

std::uint32_t line_size_max(Bytes input, const Limits& limits) noexcept {
  const bool is_get = input.starts_with("get ") || input.starts_with("gets ");
  return is_get ? limits.get_line_size_max : limits.line_size_max;
}

/// Up to four octets that a line starts with, as load() reads them.
constexpr std::uint32_t start_of(Bytes octets) noexcept {
  std::uint32_t start = 0;
  for (std::size_t at = octets.size(); at > 0; --at) {
    start = start << 8 | static_cast<unsigned char>(octets[at - 1]);
  }
  return start;
}
constexpr std::uint32_t kGet = start_of("get ");
constexpr std::uint32_t kSet = start_of("set ");
constexpr std::uint32_t kMetaGet = start_of("mg ");
constexpr std::uint32_t kFirstThree = 0xffffff;

/// The line of `size` octets that `input` starts with, without its terminator.
[[gnu::always_inline]] inline Bytes text_of(Bytes input, std::size_t size) noexcept {
  const std::size_t terminator_size = input[size - 2] == '\r' ? 2 : 1;
  return prefix(input, size - terminator_size);
}

}  // namespace

RequestStream::RequestStream(const Limits& limits, Negotiation negotiation) noexcept
    : limits_(limits), negotiation_(negotiation) {
  limits_.line_size_max = std::max(limits_.line_size_max, kLineSizeMaxMin);
  short_line_size_max_ = limits_.key_size_max < kMarkedSize
                             ? 0
                             : std::min(limits_.line_size_max, limits_.get_line_size_max);
}

// Functions below end in calls of others, which are jumps as long as nothing is done with the
// answer. So a get, which needs few registers, saves none, and takes a quarter fewer instructions
// than where all of this is one function; which is why they are not inline.

Step RequestStream::next(Bytes input) noexcept {
  if (phase_ == Phase::line && input.size() >= kManyMin) {
    const Marks marks = mark_many(input);
    return take_marked(input, marks.spaces, marks.line_feeds);
  }
  if (phase_ == Phase::packet) return next_packet(input);
  if (phase_ == Phase::block || phase_ == Phase::value) return next_piece(input);
  return next_other(input);
}

Step RequestStream::next_other(Bytes input) noexcept {
  switch (phase_) {
    case Phase::start:
      if (input.empty()) break;
      phase_ = first_phase(input.front());
      return phase_ == Phase::packet ? next_packet(input) : next_line(input);
    case Phase::line:
      return next_line(input);
    case Phase::long_line:
      return next_long_line(input);
    case Phase::packet:
      return next_packet(input);
    case Phase::block:
    case Phase::value:
      return next_piece(input);
    case Phase::refused:
    case Phase::leftover:
      return swallow(input);
    case Phase::closed:
      break;
  }
  return {};
}

RequestStream::Phase RequestStream::first_phase(char octet) const noexcept {
  const bool is_binary = negotiation_ == Negotiation::by_first_octet
                             ? static_cast<std::uint8_t>(octet) == binary::kRequestMagic
                             : negotiation_ == Negotiation::binary;
  return is_binary ? Phase::packet : Phase::line;
}

Step RequestStream::next_line(Bytes input) noexcept {
  const Marks marks = mark(input);
  return take_marked(input, marks.spaces, marks.line_feeds);
}

Step RequestStream::take_marked(Bytes input, std::uint64_t spaces,
                                std::uint64_t line_feeds) noexcept {
  if (line_feeds == 0) return next_long_line(input);
  const std::size_t size = lowest_bit(line_feeds) + 1;
  if (size > short_line_size_max_) return next_long_line(input);
  if (size < kLineSizeMin) return take_line(input, size, spaces);

  const auto start = load<std::uint32_t>(input.data());
  if (start == kGet) {
    auto& retrieve = reuse_as<classic::Retrieve>(reuse_as<classic::Command>(request_));
    if (classic::detail::read_short_get(text_of(input, size), spaces, retrieve)) {
      return {.event = Event::head, .consumed = size};
    }
  }
  if ((start & kFirstThree) == kMetaGet) return take_meta_get(input, size, spaces);
  if (start == kSet) return take_set(input, size, spaces);
  return take_line(input, size, spaces);
}

Step RequestStream::take_meta_get(Bytes input, std::size_t size, std::uint64_t spaces) noexcept {
  auto& get = reuse_as<meta::Get>(reuse_as<meta::Command>(request_));
  if (!meta::detail::read_short_get(text_of(input, size), spaces, limits_, get)) {
    return take_line(input, size, spaces);
  }
  return {.event = Event::head, .consumed = size};
}

Step RequestStream::take_set(Bytes input, std::size_t size, std::uint64_t spaces) noexcept {
  auto& store = reuse_as<classic::Store>(reuse_as<classic::Command>(request_));
  if (!classic::detail::read_short_set(text_of(input, size), spaces, limits_, store)) {
    return take_line(input, size, spaces);
  }
  return begin_block(store.size, size);
}

Step RequestStream::next_long_line(Bytes input) noexcept {
  const LineSearch::Answer line = search_.find(input, line_size_max(input, limits_));
  switch (line.outcome) {
    case LineSearch::Outcome::not_yet:
      if (!input.empty()) phase_ = Phase::long_line;
      break;
    case LineSearch::Outcome::found:
      phase_ = Phase::line;
      return take_line(input, line.size, mark(prefix(input, line.size - 1)).spaces);
    case LineSearch::Outcome::too_long:
      rejection_ = {};
      return reject(Fault::line_too_long, true, input.size());
  }
  return {};
}

Step RequestStream::take_line(Bytes input, std::size_t size, std::uint64_t spaces) noexcept {
  if (size < kLineSizeMin) {
    rejection_ = {};
    return reject(Fault::line_too_short, false, size);
  }
  const bool is_short = size <= kMarkedSize;
  const Line line(text_of(input, size), is_short ? spaces & bits_below(size - 1) : spaces);
  const Decoded decoded = decode_line(line, limits_, request_);
  if (decoded.fault != Fault::none) return refuse_line(decoded, input, size);

  if (decoded.with_block) return begin_block(decoded.block_size, size);
  return {.event = Event::head, .consumed = size};
}

Step RequestStream::begin_block(std::uint32_t block_size, std::size_t consumed) noexcept {
  block_.begin(block_size, true);
  skipping_ = false;
  phase_ = Phase::block;
  return {.event = Event::head, .consumed = consumed};
}

Step RequestStream::refuse_line(const Decoded& decoded, Bytes input, std::size_t size) noexcept {
  rejection_ = {.fault = decoded.fault, .noreply = decoded.noreply};
  if (meta::is_command(without_terminator(prefix(input, size)), rejection_.verb)) {
    rejection_.dialect = Dialect::meta;
  }
  if (!decoded.with_block) return reject(decoded.fault, decoded.fault == Fault::http_request, size);

  block_.begin(std::uint64_t{decoded.block_size} + kBlockTerminator.size(), false);
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
  const bool takes_value = binary::takes_value(packet);
  if (takes_value || packet.value_size != 0) {
    block_.begin(packet.value_size, false);
    skipping_ = false;
    phase_ = takes_value ? Phase::value : Phase::leftover;
  }
  return {.event = Event::head, .consumed = size};
}

Step RequestStream::refuse_packet(Fault fault, Bytes input) noexcept {
  rejection_ = {.dialect = Dialect::binary, .header = binary::decode_header(input)};
  if (fault != Fault::unknown_opcode) return reject(fault, true, binary::kHeaderSize);

  rejection_.fault = fault;
  block_.begin(rejection_.header.body_size, false);
  phase_ = Phase::refused;
  Step step = swallow(without_prefix(input, binary::kHeaderSize));
  step.consumed += binary::kHeaderSize;
  return step;
}

Step RequestStream::next_piece(Bytes input) noexcept {
  if (skipping_) return skip_piece(input);
  if (!block_.ends_in(input)) return take_part(input);
  phase_ = phase_ == Phase::value ? Phase::packet : Phase::line;
  return {.event = Event::last_data,
          .terminated = block_.is_terminated(input),
          .terminator_size = block_.terminator_size(),
          .consumed = block_.size() + block_.terminator_size()};
}

Step RequestStream::take_part(Bytes input) noexcept {
  const std::size_t size = block_.take_part(input);
  return {.event = size != 0 ? Event::data : Event::need_more, .consumed = size};
}

Step RequestStream::skip_piece(Bytes input) noexcept {
  if (!block_.ends_in(input)) return {.consumed = block_.take_part(input)};
  phase_ = phase_ == Phase::value ? Phase::packet : Phase::line;
  return {.event = Event::last_data,
          .terminated = true,
          .terminator_size = block_.terminator_size(),
          .skipped = static_cast<std::uint32_t>(block_.size()),
          .consumed = block_.size() + block_.terminator_size()};
}

Step RequestStream::swallow(Bytes input) noexcept {
  if (!block_.ends_in(input)) return {.consumed = block_.take_part(input)};

  const std::size_t size = block_.size();
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
