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
  // As many digits as any number of 64 bits can have without being looked at.
  constexpr std::size_t kSafeSize = std::numeric_limits<std::uint64_t>::digits10;
  std::uint64_t value = 0;
  for (const char octet : prefix(text, text.size() < kSafeSize ? text.size() : kSafeSize)) {
    const auto digit = static_cast<unsigned char>(octet - '0');
    if (digit > 9) return std::nullopt;
    value = value * 10 + digit;
  }
  if (text.size() <= kSafeSize) return value;
  for (const char octet : without_prefix(text, kSafeSize)) {
    const auto digit = static_cast<unsigned char>(octet - '0');
    if (digit > 9) return std::nullopt;
    if (value > kMax / 10 || (value == kMax / 10 && digit > kMax % 10)) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

/// Digits that fit in every type of 32 bits and more, whatever they are.
inline constexpr std::size_t kShortSize = 9;

/// parse_decimal() of everything.
template <std::integral T>
[[gnu::noinline]] constexpr std::optional<T> parse_any_decimal(Bytes text,
                                                               NumberPolicy policy) noexcept {
  if (policy.size_max != 0 && text.size() > policy.size_max) return std::nullopt;
  if (policy.lenient) text = without_white(text);

  bool negative = false;
  if (!text.empty() && text.front() == '-' && (std::signed_integral<T> || policy.lenient)) {
    negative = true;
    text.remove_prefix(1);
    if (text.empty() && !policy.lenient) return T{0};
  } else if (!text.empty() && text.front() == '+' && policy.lenient) {
    text.remove_prefix(1);
  }
  const auto magnitude = parse_digits(text);
  if (!magnitude) return std::nullopt;

  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
  if (!negative) {
    if (*magnitude > kMax) return std::nullopt;
    return static_cast<T>(*magnitude);
  }
  if constexpr (std::signed_integral<T>) {
    if (*magnitude > kMax + 1) return std::nullopt;
    if (*magnitude == 0) return T{0};
    // The least number has no counterpart that is positive.
    return static_cast<T>(-static_cast<std::int64_t>(*magnitude - 1) - 1);
  } else {
    if (*magnitude != 0) return std::nullopt;
    return T{0};
  }
}

}  // namespace detail

/// As parse_decimal(), into `value`, which is left alone where the text is no number. For those in
/// a hurry: an optional travels through memory.
template <std::integral T>
[[gnu::always_inline]] constexpr bool read_decimal(Bytes text, NumberPolicy policy,
                                                   T& value) noexcept {
  // Nearly every number on the wire is short and nothing but digits.
  if (text.size() <= detail::kShortSize && sizeof(T) >= sizeof(std::uint32_t)) {
    std::uint32_t sum = 0;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
      const auto digit = static_cast<unsigned char>(text[at] - '0');
      if (digit > 9) break;
      sum = sum * 10 + digit;
    }
    if (at == text.size() && at != 0) {
      value = static_cast<T>(sum);
      return true;
    }
  }
  const auto parsed = detail::parse_any_decimal<T>(text, policy);
  if (parsed) value = *parsed;
  return parsed.has_value();
}

/// The one reader of decimal numbers: all of `text` or nothing, never a wrapped value. A signed
/// type takes a leading minus, an unsigned one only before zero and only when lenient.
/// A strict signed field that is nothing but a minus reads as 0, as memcached 1.6.45 has it.
template <std::integral T>
constexpr std::optional<T> parse_decimal(Bytes text, NumberPolicy policy) noexcept {
  T value{};
  if (!read_decimal(text, policy, value)) return std::nullopt;
  return value;
}

}  // namespace mcspec::codec
