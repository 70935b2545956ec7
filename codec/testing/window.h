#pragma once

#include <cstddef>
#include <memory>

#include "codec/bytes.h"

namespace mcspec::codec::testing {

/// A place for a copy of octets behind which nothing may be read: the end of a heap block, where
/// AddressSanitizer looks, or of a page whose successor is not accessible.
class Window {
 public:
  enum class Place { heap, guard_page };

  explicit Window(Place place) noexcept : place_(place) {}
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// A copy of `octets`; valid until the next call.
  Bytes place(Bytes octets);

 private:
  char* reserve_before_guard_page(std::size_t size);
  void release_pages() noexcept;

  Place place_;
  std::unique_ptr<char[]> heap_;
  char* pages_ = nullptr;
  std::size_t pages_size_ = 0;  ///< octets, without the guard page
};

}  // namespace mcspec::codec::testing
