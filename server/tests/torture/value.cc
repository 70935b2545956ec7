#include "server/tests/torture/value.h"

#include <array>
#include <cstddef>

#include "codec/big_endian.h"
#include "server/tests/torture/random.h"

namespace mcspec::tests::torture {
namespace {

constexpr std::size_t kNumberSize = sizeof(std::uint64_t);

std::uint64_t hash_of(codec::Bytes key) {
  std::uint64_t hash = key.size();
  for (const char octet : key) hash = (hash ^ static_cast<unsigned char>(octet)) * 0x100000001b3;
  return mix(hash);
}

void append_number(std::uint64_t number, std::size_t size, std::string& out) {
  for (std::size_t at = 0; at < size; ++at) {
    out.push_back(static_cast<char>(number >> (8 * (kNumberSize - 1 - at))));
  }
}

void append_stream(std::uint64_t start, std::size_t size, std::string& out) {
  Random random(start);
  for (; size >= kNumberSize; size -= kNumberSize) append_number(random.next(), kNumberSize, out);
  append_number(random.next(), size, out);
}

}  // namespace

void Values::append(codec::Bytes key, std::uint64_t version, std::uint32_t size,
                    std::string& out) const {
  const std::uint64_t owner = hash_of(key) ^ seed_;
  if (size < kDescribedSizeMin) return append_stream(owner, size, out);
  append_number(owner, kNumberSize, out);
  append_number(version, kNumberSize, out);
  append_number(size, kNumberSize, out);
  append_stream(owner ^ mix(version) ^ size, size - 3 * kNumberSize, out);
}

std::optional<std::uint64_t> Values::version_of(codec::Bytes key, codec::Bytes value) const {
  const auto size = static_cast<std::uint32_t>(value.size());
  const bool is_described = size >= kDescribedSizeMin;
  const std::uint64_t version =
      is_described ? codec::read_big_endian<std::uint64_t>(value, kNumberSize) : 0;
  std::string expected;
  expected.reserve(size);
  append(key, version, size, expected);
  if (value != expected) return std::nullopt;
  return version;
}

std::uint32_t Values::flags_of(codec::Bytes key, std::uint64_t version, std::uint32_t size) const {
  const std::uint64_t origin = size < kDescribedSizeMin ? hash_of(key) : mix(version);
  return static_cast<std::uint32_t>(origin ^ seed_);
}

}  // namespace mcspec::tests::torture
