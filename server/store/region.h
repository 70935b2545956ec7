#pragma once

#include <cstddef>

namespace mcspec::store {

/// A range of addresses from the system, all zero. Costs memory only where it is touched. Unmapped
/// with the object.
class Region {
 public:
  /// How large the pages are that the system should back it with.
  enum class Pages { small, huge };

  /// Reserves `size` octets; where the system refuses, data() is null.
  Region(std::size_t size, Pages pages) noexcept;
  ~Region();
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  /// The first octet, aligned to a page; null if there is no memory.
  char* data() const noexcept { return data_; }

 private:
  char* data_;
  std::size_t size_;
};

}  // namespace mcspec::store
