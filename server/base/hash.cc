#include "server/base/hash.h"

#include <sys/random.h>

#include <chrono>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace mcspec::base {

std::uint64_t hash(std::string_view octets, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(octets.data(), octets.size(), seed);
}

std::uint64_t random_seed() noexcept {
  std::uint64_t seed = 0;
  if (getrandom(&seed, sizeof(seed), 0) == static_cast<ssize_t>(sizeof(seed))) return seed;
  // Only kernels too old to have getrandom come here.
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

}  // namespace mcspec::base
