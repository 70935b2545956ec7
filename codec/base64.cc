#include "codec/base64.h"

#include <array>
#include <cassert>
#include <cstdint>

namespace mcspec::codec::base64 {
namespace {

constexpr Bytes kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kForeign = 0xff;

consteval std::array<std::uint8_t, 256> make_values() noexcept {
  std::array<std::uint8_t, 256> values{};
  values.fill(kForeign);
  for (std::size_t at = 0; at < kAlphabet.size(); ++at) {
    values[static_cast<unsigned char>(kAlphabet[at])] = static_cast<std::uint8_t>(at);
  }
  values['='] = 0;
  return values;
}

constexpr std::array<std::uint8_t, 256> kValues = make_values();

}  // namespace

std::optional<std::size_t> decoded_size(Bytes text) noexcept {
  std::size_t members = 0;
  std::size_t padding = 0;
  std::size_t size = 0;
  bool padded = false;
  for (const char octet : text) {
    if (kValues[static_cast<unsigned char>(octet)] == kForeign) continue;
    if (octet == '=' && !padded) ++padding;
    if (++members % 4 != 0 || padded) continue;
    if (padding > 2) return std::nullopt;
    size += 3 - padding;
    padded = padding != 0;
  }
  if (members == 0 || members % 4 != 0) return std::nullopt;
  return size;
}

std::optional<std::size_t> decode(Bytes text, std::span<char> out) noexcept {
  const auto size = decoded_size(text);
  if (!size) return std::nullopt;
  assert(out.size() >= *size);

  std::size_t written = 0;
  std::size_t members = 0;
  std::uint32_t quartet = 0;
  for (const char octet : text) {
    const std::uint8_t value = kValues[static_cast<unsigned char>(octet)];
    if (value == kForeign) continue;
    quartet = quartet << 6 | value;
    if (++members % 4 != 0) continue;
    for (std::size_t at = 0; at < 3 && written < *size; ++at) {
      out[written++] = static_cast<char>(quartet >> (16 - 8 * at));
    }
    if (written == *size) break;
  }
  return size;
}

std::size_t encode(Bytes octets, std::span<char> out) noexcept {
  assert(out.size() >= encoded_size(octets.size()));
  std::size_t size = 0;
  while (!octets.empty()) {
    const std::size_t count = octets.size() < 3 ? octets.size() : 3;
    std::uint32_t triple = 0;
    for (std::size_t at = 0; at < 3; ++at) {
      const auto octet = at < count ? static_cast<unsigned char>(octets[at]) : 0U;
      triple = triple << 8 | octet;
    }
    for (std::size_t at = 0; at < 4; ++at) {
      out[size++] = at <= count ? kAlphabet[triple >> (18 - 6 * at) & 0x3f] : '=';
    }
    octets.remove_prefix(count);
  }
  return size;
}

}  // namespace mcspec::codec::base64
