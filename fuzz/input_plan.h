#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/bytes.h"
#include "codec/testing/deliver.h"

namespace mcspec::fuzz {

/// How a fuzz input is run. All of it follows from the input, so that a finding is one file.
///
/// An input is what a peer sends. Only when its last octet is 0xf0 to 0xff, that octet is not sent
/// but chooses: bit 0 small limits, so that a short input is beyond them; bit 1 that data blocks
/// are skipped; bits 2 and 3 a listener that speaks text or binary alone. So captures of real
/// connections can be seeds as they are.
class InputPlan {
 public:
  /// Views in the plan point into `input`.
  explicit InputPlan(codec::Bytes input) noexcept;

  codec::Bytes wire() const noexcept { return wire_; }
  const codec::testing::StreamSetup& setup() const noexcept { return setup_; }

  /// Up to eight places to cut the wire at, ascending, drawn from a hash of the input: half of the
  /// time anywhere, and otherwise close together, where they make the smallest pieces.
  std::span<const std::size_t> cuts() const noexcept { return std::span(cuts_).first(cut_count_); }

 private:
  void choose(std::uint8_t options) noexcept;
  void draw_cuts(std::uint64_t hash) noexcept;

  codec::Bytes wire_;
  codec::testing::StreamSetup setup_;
  std::array<std::size_t, 8> cuts_{};
  std::size_t cut_count_ = 0;
};

}  // namespace mcspec::fuzz
