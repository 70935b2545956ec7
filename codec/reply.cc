#include "codec/reply.h"

namespace mcspec::codec {

Fault decode_reply_line(Bytes line, const Limits& limits, Reply& reply) noexcept {
  meta::Status status{};
  if (meta::is_reply(line, status)) {
    return meta::decode_reply(status, line, limits, reply.emplace<meta::Head>());
  }
  return classic::decode_reply(line, limits, reply.emplace<classic::Reply>());
}

std::optional<std::uint32_t> block_size(const Reply& reply) noexcept {
  if (const auto* head = std::get_if<meta::Head>(&reply)) return head->size;
  if (const auto* packet = std::get_if<binary::ReplyPacket>(&reply)) {
    if (packet->value_size == 0) return std::nullopt;
    return packet->value_size;
  }
  const auto* classic_reply = std::get_if<classic::Reply>(&reply);
  if (classic_reply == nullptr) return std::nullopt;
  const auto* head = std::get_if<classic::ValueHead>(classic_reply);
  if (head == nullptr) return std::nullopt;
  return head->size;
}

void encode(Writer& out, const Reply& reply) noexcept {
  if (const auto* line = std::get_if<classic::Reply>(&reply)) return classic::encode(out, *line);
  if (const auto* head = std::get_if<meta::Head>(&reply)) return meta::encode(out, *head);
  if (const auto* packet = std::get_if<binary::ReplyPacket>(&reply)) {
    binary::encode(out, *packet);
  }
}

}  // namespace mcspec::codec
