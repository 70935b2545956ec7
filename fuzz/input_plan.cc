#include "fuzz/input_plan.h"

#include <algorithm>
#include <cstring>

namespace mcspec::fuzz {
namespace {

constexpr std::uint8_t kFirstOption = 0xf0;
constexpr std::uint8_t kSmallLimits = 1;
constexpr std::uint8_t kSkipData = 2;
constexpr std::uint8_t kTextOnly = 4;
constexpr std::uint8_t kBinaryOnly = 8;

/// Each of them within reach of an input of a hundred octets.
constexpr codec::Limits kLimitsInReach = {
    .line_size_max = 40,
    .get_line_size_max = 64,
    .key_size_max = 8,
    .block_size_max = 32,
    .meta_token_count_max = 6,
    .opaque_size_max = 4,
    .body_size_max = 48,
};

/// How far apart cuts may lie that lie close together.
constexpr std::size_t kClose = 12;

std::uint64_t mix(std::uint64_t state) noexcept {
  state ^= state >> 32;
  state *= 0x9e3779b97f4a7c15;
  return state ^ state >> 29;
}

std::uint64_t hash_of(codec::Bytes octets) noexcept {
  std::uint64_t hash = octets.size();
  while (!octets.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(octets.size(), sizeof(word));
    std::memcpy(&word, octets.data(), size);
    hash = mix(hash ^ word);
    octets.remove_prefix(size);
  }
  return hash;
}

}  // namespace

InputPlan::InputPlan(codec::Bytes input) noexcept : wire_(input) {
  if (!input.empty() && static_cast<std::uint8_t>(input.back()) >= kFirstOption) {
    choose(static_cast<std::uint8_t>(input.back()));
    wire_.remove_suffix(1);
  }
  draw_cuts(hash_of(input));
}

void InputPlan::choose(std::uint8_t options) noexcept {
  if ((options & kSmallLimits) != 0) setup_.limits = kLimitsInReach;
  setup_.skip_data = (options & kSkipData) != 0;
  if ((options & kTextOnly) != 0) {
    setup_.negotiation = codec::Negotiation::text;
  } else if ((options & kBinaryOnly) != 0) {
    setup_.negotiation = codec::Negotiation::binary;
  }
}

void InputPlan::draw_cuts(std::uint64_t hash) noexcept {
  if (wire_.size() < 2) return;
  const std::size_t places = wire_.size() - 1;  // between octets, from 1 to this
  const bool close = (hash & 1) != 0;
  const std::size_t spread = close ? std::min(kClose, places) : places;
  hash = mix(hash);
  const std::size_t begin = 1 + hash % (places - spread + 1);

  const std::size_t wanted = 1 + (hash >> 56) % cuts_.size();
  for (std::size_t count = 0; count < wanted; ++count) {
    hash = mix(hash + count);
    cuts_[count] = begin + hash % spread;
  }
  std::sort(cuts_.begin(), cuts_.begin() + static_cast<std::ptrdiff_t>(wanted));
  const auto end = std::unique(cuts_.begin(), cuts_.begin() + static_cast<std::ptrdiff_t>(wanted));
  cut_count_ = static_cast<std::size_t>(end - cuts_.begin());
}

}  // namespace mcspec::fuzz
