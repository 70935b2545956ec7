#include "server/tests/torture/received.h"

#include <charconv>
#include <utility>

#include "codec/big_endian.h"
#include "server/tests/torture/encode.h"

namespace mcspec::tests::torture {
namespace {

using codec::Bytes;
using Form = Received::Form;

template <typename T>
T number_of(Bytes digits) {
  T number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

Received take_meta(const codec::meta::Head& head) {
  Received received{.form = Form::meta, .status = head.status};
  received.key = head.flags.token('k');
  if (head.flags.has('f')) received.flags = number_of<std::uint32_t>(head.flags.token('f'));
  if (head.flags.has('O')) received.opaque = number_of<std::uint32_t>(head.flags.token('O'));
  received.unique = number_of<std::uint64_t>(head.flags.token('c'));
  return received;
}

Received take_packet(const codec::binary::ReplyPacket& packet) {
  Received received{.form = Form::packet, .header = packet.header};
  received.key = packet.key;
  if (packet.extras.size() == sizeof(std::uint32_t)) {
    received.flags = codec::read_big_endian<std::uint32_t>(packet.extras, 0);
  }
  received.opaque = packet.header.opaque;
  received.unique = packet.header.cas;
  return received;
}

/// Copies what is needed of a reply's views. None of one that no request here asks for.
std::optional<Received> take(const codec::Reply& reply) {
  namespace classic = codec::classic;
  if (const auto* head = std::get_if<codec::meta::Head>(&reply)) return take_meta(*head);
  if (const auto* packet = std::get_if<codec::binary::ReplyPacket>(&reply)) {
    return take_packet(*packet);
  }
  const auto* text = std::get_if<classic::Reply>(&reply);
  if (text == nullptr) return std::nullopt;
  if (const auto* line = std::get_if<classic::Line>(text)) {
    return Received{.form = Form::line, .line = *line};
  }
  if (const auto* head = std::get_if<classic::ValueHead>(text)) {
    Received received{.form = Form::value};
    received.key = head->key;
    received.flags = head->flags;
    received.unique = head->unique.value_or(0);
    return received;
  }
  if (const auto* number = std::get_if<classic::Number>(text)) {
    Received received{.form = Form::number};
    received.number = number->value;
    return received;
  }
  if (std::holds_alternative<classic::Version>(*text)) return Received{.form = Form::version};
  if (const auto* error = std::get_if<classic::Error>(text)) {
    return Received{.form = Form::error, .error = error->kind};
  }
  return std::nullopt;
}

Outcome done(Op op) {
  switch (op) {
    case Op::set:
    case Op::add:
    case Op::replace:
    case Op::append:
    case Op::prepend:
    case Op::cas:
      return Outcome::stored;
    case Op::get:
    case Op::gat:
      return Outcome::value;
    case Op::touch:
      return Outcome::touched;
    case Op::remove:
      return Outcome::removed;
    case Op::increment:
      return Outcome::number;
    case Op::flush:
    case Op::noop:
    case Op::malformed:
      break;
  }
  return Outcome::ok;
}

std::optional<Outcome> line_outcome(codec::classic::Line line) {
  using codec::classic::Line;
  switch (line) {
    case Line::stored:
      return Outcome::stored;
    case Line::not_stored:
      return Outcome::not_stored;
    case Line::exists:
      return Outcome::exists;
    case Line::not_found:
    case Line::end:
      return Outcome::missing;
    case Line::deleted:
      return Outcome::removed;
    case Line::touched:
      return Outcome::touched;
    case Line::ok:
      return Outcome::ok;
    case Line::reset:
    case Line::miss:
    case Line::empty:
      break;
  }
  return std::nullopt;
}

std::optional<Outcome> classic_outcome(const Request& request, const Received& received) {
  const bool retrieves = request.op == Op::get || request.op == Op::gat;
  switch (received.form) {
    case Form::line:
      if ((received.line == codec::classic::Line::end) != retrieves) return std::nullopt;
      return line_outcome(received.line);
    case Form::value:
      if (!retrieves || received.key != request.key) return std::nullopt;
      return Outcome::value;
    case Form::number:
      return request.op == Op::increment ? std::optional(Outcome::number) : std::nullopt;
    case Form::version:
      return request.op == Op::noop ? std::optional(Outcome::ok) : std::nullopt;
    case Form::error:
    case Form::meta:
    case Form::packet:
      break;
  }
  return std::nullopt;
}

std::optional<Outcome> meta_outcome(const Request& request, const Received& received) {
  using codec::meta::Status;
  if (received.form != Form::meta || request.op == Op::malformed) return std::nullopt;
  const bool retrieves = request.op == Op::get || request.op == Op::gat || request.op == Op::touch;
  // MN carries nothing, and nor does the EN of older releases.
  const bool may_be_bare = received.status == Status::en || received.status == Status::mn;
  const bool is_bare = may_be_bare && received.key.empty() && !received.opaque;
  if (!is_bare && (received.opaque != request.opaque || received.key != request.key)) {
    return std::nullopt;
  }
  const bool has_value = done(request.op) == Outcome::value || request.op == Op::increment;
  switch (received.status) {
    case Status::hd:
      return has_value ? std::nullopt : std::optional(done(request.op));
    case Status::va:
      return has_value ? std::optional(done(request.op)) : std::nullopt;
    case Status::en:
      return retrieves ? std::optional(Outcome::missing) : std::nullopt;
    case Status::nf:
      return retrieves ? std::nullopt : std::optional(Outcome::missing);
    case Status::ns:
      return Outcome::not_stored;
    case Status::ex:
      return Outcome::exists;
    case Status::mn:
      return request.op == Op::noop ? std::optional(Outcome::ok) : std::nullopt;
    case Status::me:
      break;
  }
  return std::nullopt;
}

std::optional<Outcome> binary_outcome(const Request& request, const Received& received) {
  using codec::binary::Status;
  if (received.form != Form::packet || received.opaque != request.opaque) return std::nullopt;
  if (received.header.opcode != opcode_of(request)) return std::nullopt;
  switch (static_cast<Status>(received.header.status)) {
    case Status::success:
      if (request.op == Op::malformed) return std::nullopt;
      if (request.op == Op::get && received.key != request.key) return std::nullopt;
      return done(request.op);
    case Status::key_not_found:
      return Outcome::missing;
    case Status::key_exists:
      return request.op == Op::add ? Outcome::not_stored : Outcome::exists;
    case Status::not_stored:
      return Outcome::not_stored;
    case Status::too_large:
    case Status::out_of_memory:
      return Outcome::refused_by_server;
    case Status::invalid_arguments:
    case Status::non_numeric:
    case Status::auth_error:
    case Status::auth_continue:
    case Status::unknown_command:
      return Outcome::refused;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Received> ReplyReader::next() {
  using codec::ReplyEvent;
  while (true) {
    const Bytes left = Bytes(buffer_).substr(used_);
    const codec::ReplyStep step = stream_.next(left);
    used_ += step.consumed;
    switch (step.event) {
      case ReplyEvent::need_more:
        buffer_.erase(0, used_);
        used_ = 0;
        return std::nullopt;
      case ReplyEvent::reply:
        partial_ = take(stream_.reply())
                       .value_or(Received{.form = Form::line, .line = codec::classic::Line::empty});
        if (codec::block_size(stream_.reply())) break;
        return std::exchange(partial_, std::nullopt);
      case ReplyEvent::data:
        partial_->value.append(step.octets(left));
        break;
      case ReplyEvent::last_data:
        partial_->value.append(step.octets(left));
        if (!step.terminated) return std::nullopt;
        return std::exchange(partial_, std::nullopt);
      case ReplyEvent::rejected:
        return std::nullopt;
    }
  }
}

std::optional<Outcome> outcome_of(const Request& request, const Received& received) {
  if (received.form == Form::error) {
    if (request.wire == Wire::binary) return std::nullopt;
    if (received.error == codec::classic::Error::Kind::server) return Outcome::refused_by_server;
    return Outcome::refused;
  }
  switch (request.wire) {
    case Wire::classic:
      return classic_outcome(request, received);
    case Wire::meta:
      return meta_outcome(request, received);
    case Wire::binary:
      return binary_outcome(request, received);
  }
  return std::nullopt;
}

}  // namespace mcspec::tests::torture
