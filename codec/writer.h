#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "codec/bytes.h"

namespace mcspec::codec {

/// Appends to a span of the caller's. What does not fit is dropped whole and makes ok() false
/// for good, so that a sequence of appends is checked once, at its end.
class Writer {
 public:
  explicit Writer(std::span<char> space) noexcept : space_(space) {}

  Writer& put(Bytes octets) noexcept {
    if (octets.size() > space_.size() - size_ || !ok_) {
      ok_ = false;
      return *this;
    }
    if (!octets.empty()) std::memcpy(space_.data() + size_, octets.data(), octets.size());
    size_ += octets.size();
    return *this;
  }

  Writer& put(char octet) noexcept { return put(Bytes(&octet, 1)); }

  /// Digits without leading zeros; a minus where it is due.
  template <std::integral T>
  Writer& put_decimal(T value) noexcept {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return put(Bytes(digits.data(), static_cast<std::size_t>(end - digits.data())));
  }

  /// An unsigned number, most significant octet first.
  template <std::unsigned_integral T>
  Writer& put_big_endian(T value) noexcept {
    std::array<char, sizeof(T)> octets;
    for (std::size_t at = 0; at < sizeof(T); ++at) {
      octets[at] = static_cast<char>(value >> (8 * (sizeof(T) - 1 - at)));
    }
    return put(Bytes(octets.data(), octets.size()));
  }

  /// Everything put so far fitted.
  bool ok() const noexcept { return ok_; }

  /// Octets written.
  std::size_t size() const noexcept { return size_; }

  /// What was written; valid as long as the caller's span.
  Bytes written() const noexcept { return Bytes(space_.data(), size_); }

 private:
  std::span<char> space_;
  std::size_t size_ = 0;
  bool ok_ = true;
};

}  // namespace mcspec::codec
