#include "codec/reply_stream.h"

#include <algorithm>
#include <cassert>
#include <cstring>

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
  if (input.empty()) return {};
  assert(scanned_ <= input.size());
  const Bytes unscanned = without_prefix(input, scanned_);
  const auto* found =
      static_cast<const char*>(std::memchr(unscanned.data(), '\n', unscanned.size()));
  const std::size_t size =
      found == nullptr ? input.size() : static_cast<std::size_t>(found - input.data()) + 1;

  // The bound holds for the line, not for what happens to have arrived of it.
  const std::uint32_t size_max = limits_.line_size_max;
  const bool too_long = found == nullptr ? size >= size_max : size > size_max;
  if (too_long) return reject(Fault::line_too_long, input.size());
  if (found == nullptr) {
    scanned_ = static_cast<std::uint32_t>(size);
    return {};
  }
  scanned_ = 0;
  return take_line(prefix(input, size));
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
