#include "codec/uri.h"

namespace mcspec::codec::uri {
namespace {

constexpr Bytes kDigits = "0123456789ABCDEF";

constexpr bool stands_for_itself(char octet) noexcept {
  const bool is_letter = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
  const bool is_digit = octet >= '0' && octet <= '9';
  return is_letter || is_digit || octet == '-' || octet == '.' || octet == '_' || octet == '~';
}

/// Takes one octet off the front of `text`, which is not empty; empty when it is not encoded so.
std::optional<char> take_octet(Bytes& text) noexcept {
  const char first = text.front();
  text.remove_prefix(1);
  if (stands_for_itself(first)) return first;
  if (first != '%' || text.size() < 2) return std::nullopt;

  const std::size_t high = kDigits.find(text[0]);
  const std::size_t low = kDigits.find(text[1]);
  if (high == Bytes::npos || low == Bytes::npos) return std::nullopt;
  text.remove_prefix(2);
  const auto octet = static_cast<char>(high << 4 | low);
  if (stands_for_itself(octet)) return std::nullopt;
  return octet;
}

}  // namespace

void encode(Writer& out, Bytes octets) noexcept {
  for (const char octet : octets) {
    if (stands_for_itself(octet)) {
      out.put(octet);
      continue;
    }
    const auto value = static_cast<unsigned char>(octet);
    const char encoded[3] = {'%', kDigits[value >> 4], kDigits[value & 0x0f]};
    out.put(Bytes(encoded, sizeof encoded));
  }
}

std::optional<std::size_t> decoded_size(Bytes text) noexcept {
  std::size_t size = 0;
  for (; !text.empty(); ++size) {
    if (!take_octet(text)) return std::nullopt;
  }
  return size;
}

std::optional<std::size_t> decode(Bytes text, std::span<char> out) noexcept {
  std::size_t size = 0;
  while (!text.empty()) {
    const auto octet = take_octet(text);
    if (!octet) return std::nullopt;
    out[size++] = *octet;
  }
  return size;
}

}  // namespace mcspec::codec::uri
