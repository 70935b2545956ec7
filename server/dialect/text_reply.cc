#include "server/dialect/text_reply.h"

namespace mcspec::dialect {
namespace {

constexpr std::string_view kTerminator = "\r\n";

}  // namespace

void put(base::Output& output, codec::classic::Line line) noexcept {
  constexpr std::size_t kLineSizeMax = 32;
  put_reply(output, kLineSizeMax, [&](codec::Writer& writer) { encode(writer, line); });
}

void put_line(base::Output& output, std::string_view words) noexcept { put_block(output, words); }

void put_block(base::Output& output, std::string_view value) noexcept {
  put_reply(output, value.size() + kTerminator.size(),
            [&](codec::Writer& writer) { writer.put(value).put(kTerminator); });
}

}  // namespace mcspec::dialect
