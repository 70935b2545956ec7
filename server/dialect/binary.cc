#include "server/dialect/binary.h"

#include <array>

#include "codec/binary/reply.h"
#include "server/base/version.h"
#include "server/dialect/fault_text.h"
#include "server/dialect/text_reply.h"

namespace mcspec::dialect::binary {
namespace {

using codec::Writer;
using codec::binary::Header;
using codec::binary::Opcode;
using codec::binary::Packet;
using codec::binary::Reply;
using codec::binary::Status;
using engine::Outcome;
using engine::Verdict;
namespace wire = codec::binary;

void put(base::Output& output, const Reply& reply) noexcept {
  const std::size_t size =
      wire::kHeaderSize + reply.extras.size() + reply.key.size() + reply.value.size();
  put_reply(output, size, [&](Writer& writer) { encode(writer, reply); });
}

Reply reply_to(const Header& request) noexcept {
  Reply reply;
  reply.opcode = request.opcode;
  reply.opaque = request.opaque;
  return reply;
}

/// Unlike in text the time has no sign: all ones is a day in 2106.
engine::Exptime to_exptime(std::uint32_t sent) noexcept { return sent; }

std::optional<std::uint64_t> compare_cas(const Packet& packet) noexcept {
  if (packet.header.cas == 0) return std::nullopt;
  return packet.header.cas;
}

void put_miss(const Packet& packet, base::Output& output) noexcept {
  if (packet.info->quiet) return;
  if (!packet.info->with_key) return put_status(packet.header, Status::key_not_found, output);
  Reply reply = reply_to(packet.header);
  reply.status = Status::key_not_found;
  reply.key = packet.key;
  put(output, reply);
}

void fetch(const Packet& packet, Context& context) noexcept {
  const Outcome outcome = context.engine.execute(fetch_operation(packet), context.now);
  context.engine.prefixes().count_get(packet.key, outcome.verdict == Verdict::found);
  if (outcome.verdict != Verdict::found) return put_miss(packet, context.output);

  std::array<char, 4> extras;
  Writer(extras).put_big_endian(outcome.item.flags());
  Reply reply = reply_to(packet.header);
  reply.cas = outcome.cas;
  reply.extras = std::string_view(extras.data(), extras.size());
  if (packet.info->with_key) reply.key = packet.key;
  if (packet.info->base != Opcode::touch) reply.value = outcome.item.value();
  put(context.output, reply);
}

Status to_status(Verdict verdict, Opcode base) noexcept {
  switch (verdict) {
    case Verdict::found:
    case Verdict::stored:
    case Verdict::removed:
    case Verdict::flushed:
      return Status::success;
    case Verdict::not_found:
      return Status::key_not_found;
    case Verdict::exists:
      return Status::key_exists;
    case Verdict::not_stored:
      if (base == Opcode::add) return Status::key_exists;
      if (base == Opcode::replace) return Status::key_not_found;
      return Status::not_stored;
    case Verdict::not_a_number:
      return Status::non_numeric;
    case Verdict::too_large:
      return Status::too_large;
    case Verdict::out_of_memory:
      return Status::out_of_memory;
  }
  return Status::success;
}

void remove(const Packet& packet, Context& context) noexcept {
  context.engine.prefixes().count_delete(packet.key);
  const Verdict verdict = context.engine.execute(remove_operation(packet), context.now).verdict;
  const Status status = to_status(verdict, packet.info->base);
  if (status == Status::success && packet.info->quiet) return;
  put_status(packet.header, status, context.output);
}

void add_or_subtract(const Packet& packet, Context& context) noexcept {
  const Outcome outcome = context.engine.execute(arithmetic_operation(packet), context.now);
  const Status status = to_status(outcome.verdict, packet.info->base);
  if (status != Status::success) return put_status(packet.header, status, context.output);
  if (packet.info->quiet) return;

  std::array<char, 8> number;
  Writer(number).put_big_endian(outcome.number);
  Reply reply = reply_to(packet.header);
  reply.cas = outcome.cas;
  reply.value = std::string_view(number.data(), number.size());
  put(context.output, reply);
}

void flush(const Packet& packet, Context& context) noexcept {
  context.engine.execute(engine::Flush{.delay = to_exptime(wire::expiration_extras(packet))},
                         context.now);
  if (!packet.info->quiet) put_status(packet.header, Status::success, context.output);
}

void put_version(const Packet& packet, base::Output& output) noexcept {
  Reply reply = reply_to(packet.header);
  reply.value = base::kProtocolVersion;
  put(output, reply);
}

engine::Store::Mode to_mode(Opcode base) noexcept {
  switch (base) {
    case Opcode::add:
      return engine::Store::Mode::add;
    case Opcode::replace:
      return engine::Store::Mode::replace;
    case Opcode::append:
      return engine::Store::Mode::append;
    case Opcode::prepend:
      return engine::Store::Mode::prepend;
    default:
      return engine::Store::Mode::set;
  }
}

bool has_store_extras(Opcode base) noexcept {
  return base == Opcode::set || base == Opcode::add || base == Opcode::replace;
}

}  // namespace

void put_status(const Header& request, Status status, base::Output& output) noexcept {
  put_words(request, status, status_text(status), output);
}

void put_words(const Header& request, Status status, std::string_view words,
               base::Output& output) noexcept {
  Reply reply = reply_to(request);
  reply.status = status;
  reply.value = words;
  put(output, reply);
}

engine::Fetch fetch_operation(const Packet& packet) noexcept {
  engine::Fetch operation;
  operation.key = packet.key;
  if (packet.info->base == Opcode::get) return operation;
  operation.count = packet.info->base == Opcode::touch ? engine::Fetch::Count::touch
                                                       : engine::Fetch::Count::get_and_touch;
  operation.expiry = to_exptime(wire::expiration_extras(packet));
  return operation;
}

engine::Store store_operation(const Packet& packet, std::string_view value) noexcept {
  engine::Store operation;
  operation.key = packet.key;
  operation.value = value;
  operation.mode = to_mode(packet.info->base);
  operation.compare_cas = compare_cas(packet);
  operation.compare_only_if_kept = true;
  operation.forget_on_failure = packet.info->base == Opcode::set;
  if (has_store_extras(packet.info->base)) {
    const wire::StoreExtras extras = wire::store_extras(packet);
    operation.flags = extras.flags;
    operation.expiry = to_exptime(extras.expiration);
  }
  return operation;
}

engine::Remove remove_operation(const Packet& packet) noexcept {
  engine::Remove operation;
  operation.key = packet.key;
  operation.compare_cas = compare_cas(packet);
  return operation;
}

engine::Arithmetic arithmetic_operation(const Packet& packet) noexcept {
  const wire::ArithmeticExtras extras = wire::arithmetic_extras(packet);
  engine::Arithmetic operation;
  operation.key = packet.key;
  operation.delta = extras.delta;
  operation.decrement = packet.info->base == Opcode::decrement;
  operation.compare_cas = compare_cas(packet);
  if (extras.expiration != wire::kDoNotCreate) {
    operation.vivify = to_exptime(extras.expiration);
    operation.initial = extras.initial;
  }
  return operation;
}

After perform(const Packet& packet, Context& context) noexcept {
  switch (packet.info->base) {
    case Opcode::get:
    case Opcode::touch:
    case Opcode::gat:
      fetch(packet, context);
      return After::nothing;
    case Opcode::delete_:
      remove(packet, context);
      return After::nothing;
    case Opcode::increment:
    case Opcode::decrement:
      add_or_subtract(packet, context);
      return After::nothing;
    case Opcode::flush:
      flush(packet, context);
      return After::nothing;
    case Opcode::noop:
      put_status(packet.header, Status::success, context.output);
      return After::nothing;
    case Opcode::version:
      put_version(packet, context.output);
      return After::nothing;
    case Opcode::quit:
      if (!packet.info->quiet) put_status(packet.header, Status::success, context.output);
      return After::close;
    case Opcode::stat:
      return After::statistics;
    default:
      put_status(packet.header, Status::unknown_command, context.output);
      return After::nothing;
  }
}

void perform(const Packet& packet, const Block& block, Context& context) noexcept {
  const Opcode base = packet.info->base;
  if (base == Opcode::sasl_auth || base == Opcode::sasl_step) {
    return put_status(packet.header, Status::unknown_command, context.output);
  }
  const engine::Store operation = store_operation(packet, block.value);
  context.engine.prefixes().count_set(operation.key);
  Verdict verdict = block.admitted;
  std::uint64_t cas = 0;
  if (verdict == Verdict::stored) {
    const Outcome outcome = context.engine.execute(operation, context.now);
    verdict = outcome.verdict;
    cas = outcome.cas;
  } else {
    context.engine.refuse(operation.key, operation.forget_on_failure, context.now);
  }
  const Status status = to_status(verdict, base);
  if (status != Status::success) return put_status(packet.header, status, context.output);
  if (packet.info->quiet) return;
  Reply reply = reply_to(packet.header);
  reply.cas = cas;
  put(context.output, reply);
}

}  // namespace mcspec::dialect::binary
