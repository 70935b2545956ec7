#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "server/base/clock.h"
#include "server/store/item.h"
#include "server/store/shard.h"

namespace mcspec::store {

/// A key's place in the store, and the item there if there is one. While it lives its shard stays
/// locked, so the item stays as it is, and views of it stay valid. A thread holds one at a time,
/// briefly, and calls nothing else of the store meanwhile but what takes the place.
class ItemRef {
 public:
  /// Why there is no item.
  enum class Absence : std::uint8_t { missing, expired, flushed };

  /// No place: nothing is locked.
  ItemRef() noexcept = default;
  ItemRef(ItemRef&& other) noexcept { swap(other); }
  ItemRef& operator=(ItemRef&& other) noexcept {
    ItemRef(std::move(other)).swap(*this);
    return *this;
  }
  ~ItemRef() {
    if (shard_ != nullptr) shard_->mutex.unlock();
  }

  /// Whether there is an item. Everything below requires that.
  explicit operator bool() const noexcept { return slot_ != Index::kNone; }

  /// Both views stay valid while this lives, wherever it is moved to.
  std::string_view key() const noexcept { return item().key(); }
  std::string_view value() const noexcept { return {item().value(), item().value_size()}; }

  std::uint32_t flags() const noexcept { return item().flags(); }
  std::uint64_t cas() const noexcept { return item().cas(); }
  base::Instant deadline() const noexcept { return item().deadline(); }
  base::Instant last_read() const noexcept { return item().last_read(); }
  bool fetched() const noexcept { return item().fetched(); }
  bool stale() const noexcept { return item().stale(); }
  bool win_sent() const noexcept { return item().win_sent(); }
  bool encoded_key() const noexcept { return item().encoded_key(); }

  /// The item itself, for whoever is to change it.
  Item item() const noexcept { return Item(octets_); }

  /// Why there is none. Requires: there is a place, without an item.
  Absence absence() const noexcept { return absence_; }

 private:
  friend class Store;

  void swap(ItemRef& other) noexcept {
    std::swap(shard_, other.shard_);
    std::swap(octets_, other.octets_);
    std::swap(fingerprint_, other.fingerprint_);
    std::swap(slot_, other.slot_);
    std::swap(absence_, other.absence_);
  }

  Shard* shard_ = nullptr;  ///< locked
  char* octets_ = nullptr;
  std::uint32_t fingerprint_ = 0;
  Index::Slot slot_ = Index::kNone;
  Absence absence_ = Absence::missing;
};

}  // namespace mcspec::store
