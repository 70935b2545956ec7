#pragma once

#include <cstdint>

namespace mcspec::tests::torture {

/// Mixes the bits of a number so that near ones have nothing in common. Source: splitmix64.
constexpr std::uint64_t mix(std::uint64_t number) noexcept {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

/// Numbers that are the same for the same seed on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(mix(seed)) {}

  std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15;
    return mix(state_);
  }

  /// From 0 to `bound` - 1. Requires: `bound` is not 0.
  std::uint32_t below(std::uint32_t bound) noexcept {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }

  /// True once in `count` times.
  bool once_in(std::uint32_t count) noexcept { return below(count) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace mcspec::tests::torture
