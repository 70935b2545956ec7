#include "codec/line_search.h"

#include <cassert>
#include <cstring>

namespace mcspec::codec {

LineSearch::Answer LineSearch::find(Bytes input, std::uint32_t size_max) noexcept {
  if (input.empty()) return {};
  assert(scanned_ <= input.size());
  const Bytes unscanned = without_prefix(input, scanned_);
  const auto* found =
      static_cast<const char*>(std::memchr(unscanned.data(), '\n', unscanned.size()));
  if (found == nullptr && input.size() < size_max) {
    scanned_ = static_cast<std::uint32_t>(input.size());
    return {};
  }
  scanned_ = 0;
  if (found == nullptr) return {.outcome = Outcome::too_long};
  const std::size_t size = static_cast<std::size_t>(found - input.data()) + 1;
  if (size > size_max) return {.outcome = Outcome::too_long};
  return {.outcome = Outcome::found, .size = size};
}

}  // namespace mcspec::codec
