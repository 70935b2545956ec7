#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>

#include "codec/bytes.h"

namespace mcspec::codec {

/// How a field spells its number. Source: vendor/mcmc/mcmc.c for the strict ones, util.c for
/// the lenient ones.
struct NumberPolicy {
  std::uint8_t size_max;  ///< octets at most, sign and leading zeros included; 0: no bound
  bool lenient;           ///< white space around it and a leading plus are skipped
};

namespace policy {
inline constexpr NumberPolicy k32Bit = {11, false};  ///< block sizes, times, levels
inline constexpr NumberPolicy k64Bit = {22, false};  ///< deltas, CAS uniques, initial values
inline constexpr NumberPolicy kLenient = {0, true};  ///< client flags and exptime when storing
}  // namespace policy

namespace detail {

/// What isspace() knows in the C locale.
constexpr bool is_white(char octet) noexcept {
  return octet == ' ' || (octet >= '\t' && octet <= '\r');
}

constexpr Bytes without_white(Bytes text) noexcept {
  while (!text.empty() && is_white(text.front())) text.remove_prefix(1);
  // Behind the digits anything may follow white space, as strtol stops there unasked.
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_white(text[at])) return prefix(text, at);
  }
  return text;
}

/// Digits only, at least one; empty when they do not fit in 64 bits.
constexpr std::optional<std::uint64_t> parse_digits(Bytes text) noexcept {
  if (text.empty()) return std::nullopt;
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t value = 0;
  for (const char octet : text) {
    const auto digit = static_cast<unsigned char>(octet - '0');
    if (digit > 9) return std::nullopt;
    if (value > kMax / 10 || (value == kMax / 10 && digit > kMax % 10)) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace detail

/// The one reader of decimal numbers: all of `text` or nothing, never a wrapped value. A signed
/// type takes a leading minus, an unsigned one only before zero and only when lenient.
/// A strict signed field that is nothing but a minus reads as 0, as memcached 1.6.45 has it.
template <std::integral T>
constexpr std::optional<T> parse_decimal(Bytes text, NumberPolicy policy) noexcept {
  if (policy.size_max != 0 && text.size() > policy.size_max) return std::nullopt;
  if (policy.lenient) text = detail::without_white(text);

  bool negative = false;
  if (!text.empty() && text.front() == '-' && (std::signed_integral<T> || policy.lenient)) {
    negative = true;
    text.remove_prefix(1);
    if (text.empty() && !policy.lenient) return T{0};
  } else if (!text.empty() && text.front() == '+' && policy.lenient) {
    text.remove_prefix(1);
  }
  const auto magnitude = detail::parse_digits(text);
  if (!magnitude) return std::nullopt;

  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
  if (!negative) {
    if (*magnitude > kMax) return std::nullopt;
    return static_cast<T>(*magnitude);
  }
  if constexpr (std::signed_integral<T>) {
    if (*magnitude > kMax + 1) return std::nullopt;
    return static_cast<T>(std::uint64_t{0} - *magnitude);
  } else {
    if (*magnitude != 0) return std::nullopt;
    return T{0};
  }
}

}  // namespace mcspec::codec
