#include "server/engine/number.h"

#include <charconv>
#include <system_error>

namespace mcspec::engine {
namespace {

constexpr bool is_blank(char octet) noexcept {
  return octet == ' ' || (octet >= '\t' && octet <= '\r');
}

}  // namespace

std::optional<std::uint64_t> to_number(std::string_view value) noexcept {
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  const bool is_negative = !value.empty() && value.front() == '-';
  if (is_negative || (!value.empty() && value.front() == '+')) value.remove_prefix(1);

  std::uint64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{}) return std::nullopt;
  if (stop != end && *stop != '\0' && !is_blank(*stop)) return std::nullopt;
  if (!is_negative) return number;

  constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;
  const std::uint64_t wrapped = std::uint64_t{0} - number;
  if ((wrapped & kSignBit) != 0) return std::nullopt;
  return wrapped;
}

Digits::Digits(std::uint64_t number) noexcept {
  const auto [stop, error] = std::to_chars(text_.data(), text_.data() + text_.size(), number);
  size_ = static_cast<std::size_t>(stop - text_.data());
}

}  // namespace mcspec::engine
