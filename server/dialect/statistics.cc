#include "server/dialect/statistics.h"

#include <string>
#include <variant>

#include "codec/binary/reply.h"
#include "codec/classic/listing.h"
#include "codec/classic/reply.h"
#include "server/dialect/binary.h"
#include "server/dialect/text_reply.h"

namespace mcspec::dialect {
namespace {

using codec::Writer;
using codec::binary::Packet;
using codec::classic::Line;
using codec::classic::Listing;

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

/// Ends a list of packets, or is all there is to say.
void put_packet_end(const Packet& packet, base::Output& output) noexcept {
  put_packet_statistic(packet, {}, {}, output);
}

/// Octets of a line of a list besides its key or prefix, at most: words and four numbers.
constexpr std::size_t kListingFrameSize = 128;

void append_line(std::string& text, const engine::PrefixStatistics& statistics) {
  std::string line(statistics.prefix.size() + kListingFrameSize, '\0');
  Writer writer(line);
  encode(writer, Listing(codec::classic::PrefixCounts{.name = statistics.prefix,
                                                      .gets = statistics.gets,
                                                      .hits = statistics.hits,
                                                      .sets = statistics.sets,
                                                      .deletes = statistics.deletes}));
  text.append(writer.written());
}

}  // namespace

bool is_binary(const codec::Request& request) noexcept {
  return std::holds_alternative<Packet>(request);
}

std::string_view statistics_question(const codec::Request& request) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) return packet->key;
  const auto* command = std::get_if<codec::classic::Command>(&request);
  return std::get_if<codec::classic::Admin>(command)->arguments;
}

void reply_statistics(const codec::Request& request, std::span<const base::Statistic> statistics,
                      base::Output& output) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) {
    for (const auto& [name, value] : statistics) put_packet_statistic(*packet, name, value, output);
    return put_packet_end(*packet, output);
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

void reply_prefixes(const codec::Request& request,
                    std::span<const engine::PrefixStatistics> prefixes,
                    base::Output& output) noexcept {
  std::string text;
  for (const engine::PrefixStatistics& statistics : prefixes) append_line(text, statistics);
  text.append("END\r\n");
  if (const auto* packet = std::get_if<Packet>(&request)) {
    put_packet_statistic(*packet, "detailed", text, output);
    return put_packet_end(*packet, output);
  }
  output.append(text);
}

void reply_items(std::span<const store::ItemSummary> items, base::Output& output) noexcept {
  for (const store::ItemSummary& item : items) {
    const Listing listed = codec::classic::CachedItem{
        .key = item.key, .size = item.value_size, .exptime = item.deadline};
    put_reply(output, kListingFrameSize + item.key.size(),
              [&](Writer& writer) { encode(writer, listed); });
  }
  put(output, Line::end);
}

void reply_statistics_reset(const codec::Request& request, base::Output& output) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) return put_packet_end(*packet, output);
  put(output, Line::reset);
}

void reply_statistics_done(const codec::Request& request, base::Output& output) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) return put_packet_end(*packet, output);
  put(output, Line::ok);
}

void refuse_statistics(const codec::Request& request, std::string_view words,
                       base::Output& output) noexcept {
  if (const auto* packet = std::get_if<Packet>(&request)) {
    return binary::put_status(packet->header, codec::binary::Status::key_not_found, output);
  }
  put_line(output, words);
}

}  // namespace mcspec::dialect
