#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mcspec::engine {

/// The number that a stored value begins with: blanks, a sign, digits, and then the end, a blank or
/// a NUL; what follows does not matter. A number below 0 is taken modulo 2^64 if the result is
/// below 2^63, else there is none. Source: memcached 1.6.45, util.c, safe_strtoull.
std::optional<std::uint64_t> to_number(std::string_view value) noexcept;

/// A number as decimal text.
class Digits {
 public:
  explicit Digits(std::uint64_t number) noexcept;

  /// Valid while this lives.
  std::string_view text() const noexcept { return {text_.data(), size_}; }

 private:
  std::array<char, 20> text_;
  std::size_t size_;
};

}  // namespace mcspec::engine
