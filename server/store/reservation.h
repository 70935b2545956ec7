#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "server/store/arena.h"

namespace mcspec::store {

/// Room for an item that cannot be found yet: its key, flags and sizes are set, its value is the
/// owner's to write. What is not linked is given back in the end. Belongs to one thread at a time,
/// and must not outlive the store.
class Reservation {
 public:
  /// No room.
  Reservation() noexcept = default;
  Reservation(Reservation&& other) noexcept
      : arena_(other.arena_), position_(std::exchange(other.position_, kNowhere)) {}
  Reservation& operator=(Reservation&& other) noexcept {
    std::swap(arena_, other.arena_);
    std::swap(position_, other.position_);
    return *this;
  }
  ~Reservation() {
    if (position_ != kNowhere) arena_->give_back(position_, arena_->round(item().size()));
  }

  /// Whether there is room. Everything below requires that.
  explicit operator bool() const noexcept { return position_ != kNowhere; }

  /// Where the value goes: octets of undefined content.
  std::span<char> value() const noexcept { return {item().value(), item().value_size()}; }

  std::uint32_t flags() const noexcept { return item().flags(); }

 private:
  friend class Store;

  Reservation(Arena& arena, Position position) noexcept : arena_(&arena), position_(position) {}

  Item item() const noexcept { return arena_->item(position_); }
  Position release() noexcept { return std::exchange(position_, kNowhere); }

  Arena* arena_ = nullptr;
  Position position_ = kNowhere;
};

}  // namespace mcspec::store
