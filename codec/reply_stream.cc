#include "codec/reply_stream.h"

#include <algorithm>

namespace mcspec::codec {
namespace {

constexpr Bytes kTerminator = "\r\n";
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
  const Bytes terminator = classic::ends_in_line_feed(line) ? kLineFeed : kTerminator;
  if (!line.ends_with(terminator)) return reject(Fault::bad_reply, line.size());
  const Fault fault =
      decode_reply_line(prefix(line, line.size() - terminator.size()), limits_, reply_);
  if (fault != Fault::none) return reject(fault, line.size());

  if (const auto size = block_size(reply_)) {
    remaining_ = *size;
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
    remaining_ = *value_size;
    phase_ = Phase::value;
  }
  return {.event = ReplyEvent::reply, .consumed = size};
}

ReplyStep ReplyStream::next_piece(Bytes input) noexcept {
  if (remaining_ == 0) return end_block(input);
  if (input.empty()) return {};
  const auto size = std::min<std::size_t>(remaining_, input.size());
  remaining_ -= static_cast<std::uint32_t>(size);
  return {.event = ReplyEvent::data, .consumed = size};
}

ReplyStep ReplyStream::end_block(Bytes input) noexcept {
  if (phase_ == Phase::value) {
    phase_ = Phase::packet;
    return {.event = ReplyEvent::data_end, .terminated = true};
  }
  if (input.size() < kTerminator.size()) return {};
  const bool terminated = input.starts_with(kTerminator);
  phase_ = terminated ? Phase::line : Phase::closed;
  if (!terminated) fault_ = Fault::bad_reply;
  return {.event = ReplyEvent::data_end, .terminated = terminated, .consumed = kTerminator.size()};
}

ReplyStep ReplyStream::reject(Fault fault, std::size_t consumed) noexcept {
  fault_ = fault;
  phase_ = Phase::closed;
  return {.event = ReplyEvent::rejected, .consumed = consumed};
}

}  // namespace mcspec::codec
