#include "codec/classic/reply.h"

#include <array>

namespace mcspec::codec::classic {
namespace {

constexpr std::array<Bytes, 9> kLines = {
    "STORED\r\n",  "NOT_STORED\r\n", "EXISTS\r\n", "NOT_FOUND\r\n", "DELETED\r\n",
    "TOUCHED\r\n", "OK\r\n",         "RESET\r\n",  "END\r\n",
};
static_assert(static_cast<std::size_t>(Line::end) + 1 == kLines.size());

}  // namespace

void encode(Writer& out, Line line) noexcept { out.put(kLines[static_cast<std::size_t>(line)]); }

void encode(Writer& out, const ValueHead& head) noexcept {
  out.put("VALUE ").put(head.key);
  out.put(' ').put_decimal(head.flags);
  out.put(' ').put_decimal(head.size);
  if (head.unique) out.put(' ').put_decimal(*head.unique);
  out.put("\r\n");
}

void encode_number(Writer& out, std::uint64_t number) noexcept {
  out.put_decimal(number).put("\r\n");
}

void encode_version(Writer& out, Bytes version) noexcept {
  out.put("VERSION ").put(version).put("\r\n");
}

void encode_stat(Writer& out, Bytes name, Bytes value) noexcept {
  out.put("STAT ").put(name).put(' ').put(value).put("\r\n");
}

void encode_error(Writer& out, Bytes words) noexcept { out.put(words).put("\r\n"); }

}  // namespace mcspec::codec::classic
