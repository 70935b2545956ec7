#include "codec/testing/window.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace mcspec::codec::testing {
namespace {

std::size_t page_size() noexcept { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

}  // namespace

Window::~Window() { release_pages(); }

Bytes Window::place(Bytes octets) {
  char* copy = nullptr;
  switch (place_) {
    case Place::heap:
      // One octet less than one cannot be had from a heap, so nothing is a view of nothing.
      if (octets.empty()) return {};
      heap_.reset(new char[octets.size()]);
      copy = heap_.get();
      break;
    case Place::guard_page:
      copy = reserve_before_guard_page(octets.size());
      break;
  }
  std::memcpy(copy, octets.data(), octets.size());
  return Bytes(copy, octets.size());
}

char* Window::reserve_before_guard_page(std::size_t size) {
  if (size > pages_size_ || pages_ == nullptr) {
    release_pages();
    const std::size_t page = page_size();
    const std::size_t needed = (size / page + 1) * page;
    void* mapped =
        mmap(nullptr, needed + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED ||
        mprotect(static_cast<char*>(mapped) + needed, page, PROT_NONE) != 0) {
      std::perror("no memory for a guard page");
      std::abort();
    }
    pages_ = static_cast<char*>(mapped);
    pages_size_ = needed;
  }
  return pages_ + pages_size_ - size;
}

void Window::release_pages() noexcept {
  if (pages_ != nullptr) munmap(pages_, pages_size_ + page_size());
  pages_ = nullptr;
}

}  // namespace mcspec::codec::testing
