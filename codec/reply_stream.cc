#include "codec/reply_stream.h"

namespace mcspec::codec {
namespace {

constexpr Bytes kCrlf = "\r\n";
constexpr Bytes kLineFeed = "\n";

}  // namespace

ReplyStream::ReplyStream(const Limits& limits, ReplyDialect dialect) noexcept
    : limits_(limits), phase_(dialect == ReplyDialect::text ? Phase::line : Phase::packet) {}

ReplyStep ReplyStream::next(Bytes input) noexcept {
  switch (phase_) {
    case Phase::line:
      return next_line(input);
    case Phase::packet:
      return next_packet(input);
    case Phase::block:
    case Phase::value:
      return next_piece(input);
    case Phase::closed:
      break;
  }
  return {};
}

ReplyStep ReplyStream::next_line(Bytes input) noexcept {
  const LineSearch::Answer line = search_.find(input, limits_.line_size_max);
  switch (line.outcome) {
    case LineSearch::Outcome::not_yet:
      break;
    case LineSearch::Outcome::found:
      return take_line(prefix(input, line.size));
    case LineSearch::Outcome::too_long:
      return reject(Fault::line_too_long, input.size());
  }
  return {};
}

ReplyStep ReplyStream::take_line(Bytes line) noexcept {
  const Bytes terminator = classic::ends_in_line_feed(line) ? kLineFeed : kCrlf;
  if (!line.ends_with(terminator)) return reject(Fault::bad_reply, line.size());
  const Fault fault =
      decode_reply_line(prefix(line, line.size() - terminator.size()), limits_, reply_);
  if (fault != Fault::none) return reject(fault, line.size());

  if (const auto size = block_size(reply_)) {
    block_.begin(*size, true);
    phase_ = Phase::block;
  }
  return {.event = ReplyEvent::reply, .consumed = line.size()};
}

ReplyStep ReplyStream::next_packet(Bytes input) noexcept {
  if (input.size() < binary::kHeaderSize) return {};
  const binary::Header header = binary::decode_header(input);
  const Fault fault = binary::check_reply_header(header, limits_);
  if (fault != Fault::none) return reject(fault, binary::kHeaderSize);

  const std::size_t size = binary::reply_head_size(header);
  if (input.size() < size) return {};
  reply_ = binary::decode_reply(header, input);
  if (const auto value_size = block_size(reply_)) {
    block_.begin(*value_size, false);
    phase_ = Phase::value;
  }
  return {.event = ReplyEvent::reply, .consumed = size};
}

ReplyStep ReplyStream::next_piece(Bytes input) noexcept {
  if (!block_.ends_in(input)) {
    const std::size_t size = block_.take_part(input);
    return {.event = size != 0 ? ReplyEvent::data : ReplyEvent::need_more, .consumed = size};
  }
  const bool terminated = block_.is_terminated(input);
  phase_ = phase_ == Phase::value ? Phase::packet : Phase::line;
  if (!terminated) {
    fault_ = Fault::bad_reply;
    phase_ = Phase::closed;
  }
  return {.event = ReplyEvent::last_data,
          .terminated = terminated,
          .terminator_size = block_.terminator_size(),
          .consumed = block_.size() + block_.terminator_size()};
}

ReplyStep ReplyStream::reject(Fault fault, std::size_t consumed) noexcept {
  fault_ = fault;
  phase_ = Phase::closed;
  return {.event = ReplyEvent::rejected, .consumed = consumed};
}

}  // namespace mcspec::codec
