#include "server/base/output.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace mcspec::base {
namespace {

constexpr std::size_t kCapacityMin = std::size_t{16} * 1024;

}  // namespace

std::span<char> Output::reserve(std::size_t size) noexcept {
  if (size > capacity_ - end_) {
    const std::size_t pending_size = end_ - begin_;
    const std::size_t needed = pending_size + size;
    if (needed > capacity_) {
      const std::size_t capacity = std::max({needed, capacity_ * 2, kCapacityMin});
      std::unique_ptr<char[]> data(new char[capacity]);
      if (pending_size != 0) std::memcpy(data.get(), data_.get() + begin_, pending_size);
      data_ = std::move(data);
      capacity_ = capacity;
    } else {
      std::memmove(data_.get(), data_.get() + begin_, pending_size);
    }
    begin_ = 0;
    end_ = pending_size;
  }
  return {data_.get() + end_, capacity_ - end_};
}

void Output::commit(std::size_t size) noexcept {
  assert(size <= capacity_ - end_);
  end_ += size;
}

void Output::append(std::string_view octets) noexcept {
  if (octets.empty()) return;
  const std::span<char> room = reserve(octets.size());
  std::memcpy(room.data(), octets.data(), octets.size());
  commit(octets.size());
}

void Output::drop(std::size_t size) noexcept {
  assert(size <= end_ - begin_);
  begin_ += size;
  if (begin_ == end_) begin_ = end_ = 0;
}

void Output::release() noexcept {
  data_.reset();
  capacity_ = begin_ = end_ = 0;
}

}  // namespace mcspec::base
