#pragma once

#include <cstddef>

namespace mcspec::store {

/// A range of addresses from the system, all zero. Costs memory only where it is touched, page by
/// page. Unmapped with the object.
class Region {
 public:
  /// Reserves `size` octets; where the system refuses, data() is null.
  explicit Region(std::size_t size) noexcept;
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
