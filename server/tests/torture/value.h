#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "codec/bytes.h"

namespace mcspec::tests::torture {

/// Values that prove where they come from. One of at least kDescribedSizeMin octets says under
/// which key, as which version and with how many octets it was stored, and all of its octets follow
/// from that and the seed of the run; a shorter one follows from its key. So what another run, key
/// or store has written is found out, and so is a single changed octet.
class Values {
 public:
  static constexpr std::uint32_t kDescribedSizeMin = 32;

  explicit Values(std::uint64_t seed) noexcept : seed_(seed) {}

  /// Appends the value that was or will be stored under `key`.
  void append(codec::Bytes key, std::uint64_t version, std::uint32_t size, std::string& out) const;

  /// The version of a value that came back; 0 of one that is too short to have any. None if it was
  /// never made for this key.
  std::optional<std::uint64_t> version_of(codec::Bytes key, codec::Bytes value) const;

  /// The client flags that are stored with it.
  std::uint32_t flags_of(codec::Bytes key, std::uint64_t version, std::uint32_t size) const;

 private:
  std::uint64_t seed_;
};

}  // namespace mcspec::tests::torture
