#pragma once

#include <cstdint>
#include <string_view>

namespace mcspec::base {

/// 64 well mixed bits of `octets`. With a seed that peers cannot know, they cannot make keys that
/// collide. The same octets and seed give the same bits on one machine only.
std::uint64_t hash(std::string_view octets, std::uint64_t seed) noexcept;

/// A seed nobody can foresee, for one process to keep.
std::uint64_t random_seed() noexcept;

}  // namespace mcspec::base
