#include "server/dialect/dialect.h"

#include <variant>

#include "codec/binary/reply.h"
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

void put(base::Output& output, Line line) noexcept {
  constexpr std::size_t kLineSizeMax = 32;
  put_reply(output, kLineSizeMax, [&](Writer& writer) { encode(writer, line); });
}

void put_packet_statistic(const Packet& packet, std::string_view name, std::string_view value,
                          base::Output& output) noexcept {
  codec::binary::Reply reply;
  reply.opcode = packet.header.opcode;
  reply.opaque = packet.header.opaque;
  reply.key = name;
  reply.value = value;
  put_reply(output, codec::binary::kHeaderSize + name.size() + value.size(),
            [&](Writer& writer) { encode(writer, reply); });
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

std::string_view statistics_group(const codec::Request& request) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) return packet->key;
  return as_admin(request).arguments;
}

void reply_statistics(const codec::Request& request, std::span<const base::Statistic> statistics,
                      base::Output& output) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) {
    for (const auto& statistic : statistics) {
      put_packet_statistic(*packet, statistic.first, statistic.second, output);
    }
    return put_packet_statistic(*packet, {}, {}, output);
  }
  for (const auto& statistic : statistics) {
    constexpr std::size_t kFrameSize = 8;
    put_reply(output, kFrameSize + statistic.first.size() + statistic.second.size(),
              [&](Writer& writer) {
                codec::classic::encode_stat(writer, statistic.first, statistic.second);
              });
  }
  put(output, Line::end);
}

void reply_statistics_reset(const codec::Request& request, base::Output& output) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) {
    return put_packet_statistic(*packet, {}, {}, output);
  }
  put(output, Line::reset);
}

void reply_no_statistics(const codec::Request& request, base::Output& output) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) {
    return binary::put_status(packet->header, codec::binary::Status::key_not_found, output);
  }
  put_line(output, kUnknownCommand);
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

}  // namespace mcspec::dialect
