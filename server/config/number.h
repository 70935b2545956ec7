#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace mcspec::config {

/// Reads a number that is all of `text`, without blanks or plus sign, and from `min` to `max`.
template <class T>
std::optional<T> read_number(std::string_view text, T min, T max, int base = 10) {
  T number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc() || stop != end || number < min || number > max) return std::nullopt;
  return number;
}

}  // namespace mcspec::config
