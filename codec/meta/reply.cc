#include "codec/meta/reply.h"

#include <array>

namespace mcspec::codec::meta {
namespace {

constexpr std::array<Bytes, 8> kStatuses = {"HD", "VA", "EN", "NF", "NS", "EX", "MN", "ME"};
static_assert(static_cast<std::size_t>(Status::me) + 1 == kStatuses.size());

}  // namespace

void encode_status(Writer& out, Status status) noexcept {
  out.put(kStatuses[static_cast<std::size_t>(status)]);
}

void encode_value_status(Writer& out, std::uint32_t size) noexcept {
  encode_status(out, Status::va);
  out.put(' ').put_decimal(size);
}

void encode_flag(Writer& out, char code, Bytes token) noexcept {
  out.put(' ').put(code).put(token);
}

void encode_end(Writer& out) noexcept { out.put("\r\n"); }

}  // namespace mcspec::codec::meta
