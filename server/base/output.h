#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace mcspec::base {

/// Replies on their way out: one linear buffer, filled at its end and sent from its beginning.
/// Whoever fills it checks is_full() between replies and stops there, so that a peer that does
/// not read holds kFullSize octets and one reply, whatever it asks for. Not thread-safe.
class Output {
 public:
  /// Where is_full() starts to say so.
  static constexpr std::size_t kFullSize = std::size_t{256} * 1024;

  /// Room for `size` octets behind what is pending; valid until the next call. What is used of
  /// it is to be told to commit().
  std::span<char> reserve(std::size_t size) noexcept;

  /// Makes the first `size` octets of the room reserved pending.
  void commit(std::size_t size) noexcept;

  void append(std::string_view octets) noexcept;

  /// What has not been sent; valid until the next call that changes it.
  std::string_view pending() const noexcept { return {data_.get() + begin_, end_ - begin_}; }

  /// Forgets the first `size` octets of pending().
  void drop(std::size_t size) noexcept;

  bool empty() const noexcept { return begin_ == end_; }
  bool is_full() const noexcept { return end_ - begin_ >= kFullSize; }

  /// Gives the memory back. What is pending is lost.
  void release() noexcept;

  /// Octets of memory held.
  std::size_t capacity() const noexcept { return capacity_; }

 private:
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace mcspec::base
