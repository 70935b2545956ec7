#include "server/dialect/dialect.h"

#include <variant>

#include "codec/classic/reply.h"
#include "codec/number.h"
#include "codec/tokens.h"
#include "server/dialect/binary.h"
#include "server/dialect/classic.h"
#include "server/dialect/fault_text.h"
#include "server/dialect/meta.h"
#include "server/dialect/text_reply.h"

namespace mcspec::dialect {
namespace {

using codec::Writer;
using codec::binary::Packet;
using codec::classic::Line;

/// The text command with a data block that a request is, or null.
const codec::classic::Store* as_classic_store(const codec::Request& request) noexcept {
  const auto* command = std::get_if<codec::classic::Command>(&request);
  return command == nullptr ? nullptr : std::get_if<codec::classic::Store>(command);
}

const codec::meta::Set* as_meta_set(const codec::Request& request) noexcept {
  const auto* command = std::get_if<codec::meta::Command>(&request);
  return command == nullptr ? nullptr : std::get_if<codec::meta::Set>(command);
}

const codec::classic::Admin& as_admin(const codec::Request& request) noexcept {
  return *std::get_if<codec::classic::Admin>(std::get_if<codec::classic::Command>(&request));
}

}  // namespace

std::optional<std::uint32_t> block_size(const codec::Request& request) noexcept {
  if (const auto* store = as_classic_store(request)) return store->size;
  if (const auto* set = as_meta_set(request)) return set->size;
  const auto* packet = std::get_if<Packet>(&request);
  if (packet == nullptr || !codec::binary::takes_value(*packet)) return std::nullopt;
  return packet->value_size;
}

engine::Verdict admit(const codec::Request& request, const engine::Engine& engine) noexcept {
  if (const auto* store = as_classic_store(request)) {
    return engine.admit(store->key.size(), static_cast<std::uint32_t>(store->flags), store->size);
  }
  if (const auto* set = as_meta_set(request)) {
    const meta::Key key(set->key, set->flags.has('b'));
    const engine::Store operation = meta::to_operation(*set, key, {});
    return engine.admit(key.bytes().size(), operation.flags, set->size);
  }
  const auto& packet = *std::get_if<Packet>(&request);
  const engine::Store operation = binary::store_operation(packet, {});
  return engine.admit(packet.key.size(), operation.flags, packet.value_size);
}

After perform(const codec::Request& request, std::size_t& progress, Context& context) noexcept {
  if (const auto* command = std::get_if<codec::classic::Command>(&request)) {
    return classic::perform(*command, progress, context);
  }
  if (const auto* command = std::get_if<codec::meta::Command>(&request)) {
    meta::perform(*command, context);
    return After::nothing;
  }
  return binary::perform(*std::get_if<Packet>(&request), context);
}

void perform(const codec::Request& request, const Block& block, Context& context) noexcept {
  if (const auto* store = as_classic_store(request)) {
    classic::perform(*store, block, context);
  } else if (const auto* set = as_meta_set(request)) {
    meta::perform(*set, block, context);
  } else {
    binary::perform(*std::get_if<Packet>(&request), block, context);
  }
}

void reply_rejected(const codec::Rejection& rejection, base::Output& output) noexcept {
  if (rejection.noreply) return;
  if (rejection.dialect == codec::Dialect::binary) {
    if (rejection.fault == codec::Fault::bad_magic) return;
    return binary::put_status(rejection.header, fault_status(rejection.fault), output);
  }
  const std::string_view words = rejection.dialect == codec::Dialect::meta
                                     ? fault_text(rejection.fault, rejection.verb)
                                     : fault_text(rejection.fault);
  if (!words.empty()) put_line(output, words);
}

std::optional<std::uint32_t> reply_verbosity(const codec::Request& request,
                                             base::Output& output) noexcept {
  const codec::classic::Admin& command = as_admin(request);
  const std::string_view token = codec::Tokens(command.arguments).next();
  const auto level = codec::parse_decimal<std::uint32_t>(token, codec::policy::k32Bit);
  if (command.noreply) return level;
  if (level) {
    put(output, Line::ok);
  } else {
    put_line(output, kBadLineFormat);
  }
  return level;
}

void reply_certificates(const codec::Request& request, std::string_view problem,
                        base::Output& output) noexcept {
  if (as_admin(request).noreply) return;
  if (problem.empty()) {
    put(output, Line::ok);
  } else {
    put_line(output, problem);
  }
}

std::optional<ClockOrder> clock_order(const codec::Request& request) noexcept {
  const std::string_view word = codec::Tokens(as_admin(request).arguments).next();
  if (word == "p") return ClockOrder{.kind = ClockOrder::Kind::pause};
  if (word == "r") return ClockOrder{.kind = ClockOrder::Kind::resume};
  const auto seconds = codec::parse_decimal<std::int64_t>(word, codec::policy::k64Bit);
  if (!seconds) return std::nullopt;
  return ClockOrder{.kind = ClockOrder::Kind::step, .seconds = *seconds};
}

void reply_clock(const codec::Request& request, bool done, base::Output& output) noexcept {
  if (as_admin(request).noreply) return;
  if (done) {
    put(output, Line::ok);
  } else {
    put_line(output, kUnknownCommand);
  }
}

}  // namespace mcspec::dialect
