#include "server/store/region.h"

#include <sys/mman.h>

namespace mcspec::store {

Region::Region(std::size_t size) noexcept : data_(nullptr), size_(size) {
  void* const mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) return;
  data_ = static_cast<char*>(mapped);
  // Huge pages would cost memory that nothing lies in, and milliseconds when one is first touched.
  // Only a hint: where it is not understood, nothing depends on it.
  (void)madvise(mapped, size, MADV_NOHUGEPAGE);
}

Region::~Region() {
  if (data_ != nullptr) munmap(data_, size_);
}

}  // namespace mcspec::store
