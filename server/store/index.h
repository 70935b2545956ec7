#pragma once

#include <atomic>
#include <cstdint>

namespace mcspec::store {

/// Where an item lies: units from the start of the arena, plus one.
using Position = std::uint32_t;
inline constexpr Position kNowhere = 0;

/// Finds positions by 32 bits of a key's hash, the fingerprint. One table of eight-octet slots,
/// open addressing with linear probing, kept in the order of the fingerprints: a probe ends at the
/// first slot that is empty or greater, and a slot tells which way it has to move when the table
/// grows, so that growing reads no item, and happens in place. Not thread-safe, but for prefetch().
class Index {
 public:
  using Slot = std::uint32_t;
  static constexpr Slot kNone = 0xffffffff;

  /// Lets it live in `slots`, which are `slots_max` zeroes that outlive it. Touches none of them
  /// until something is inserted, and then no more than needed.
  void attach(std::uint64_t* slots, std::uint32_t slots_max) noexcept;

  /// The slot whose fingerprint is this and whose position pleases `is_wanted`; kNone if none.
  template <class IsWanted>
  Slot find(std::uint32_t fingerprint, IsWanted is_wanted) const noexcept {
    if (count_ == 0) return kNone;
    for (Slot slot = home(fingerprint); slot < total_; ++slot) {
      const std::uint64_t entry = slots_[slot];
      const std::uint32_t here = fingerprint_of(entry);
      if (entry == 0 || here > fingerprint) break;
      if (here == fingerprint && is_wanted(position_of(entry))) return slot;
    }
    return kNone;
  }

  /// Has the memory brought near where a probe for the fingerprint starts. Safe to call at any
  /// time.
  void prefetch(std::uint32_t fingerprint) const noexcept {
    __builtin_prefetch(slots_ + home(fingerprint));
  }

  /// The position that stands in a slot which find gave.
  Position at(Slot slot) const noexcept { return position_of(slots_[slot]); }

  /// Takes a position in. The slot, or kNone when there is no more room to grow into.
  Slot insert(std::uint32_t fingerprint, Position position) noexcept;

  /// The same item lies elsewhere now.
  void move(Slot slot, Position position) noexcept {
    slots_[slot] = entry_of(fingerprint_of(slots_[slot]), position);
  }

  /// Takes the slot's position out. Later slots may move.
  void erase(Slot slot) noexcept;

  /// Calls `visit` with each position, in no order that means anything.
  template <class Visit>
  void for_each(Visit visit) const {
    for (Slot slot = 0; slot < total_; ++slot) {
      if (slots_[slot] != 0) visit(position_of(slots_[slot]));
    }
  }

  std::uint32_t count() const noexcept { return count_; }

  /// Octets of memory its slots take.
  std::uint64_t memory() const noexcept { return std::uint64_t{total_} * sizeof(std::uint64_t); }

 private:
  static std::uint64_t entry_of(std::uint32_t fingerprint, Position position) noexcept {
    return (std::uint64_t{fingerprint} << 32) | position;
  }
  static std::uint32_t fingerprint_of(std::uint64_t entry) noexcept {
    return static_cast<std::uint32_t>(entry >> 32);
  }
  static Position position_of(std::uint64_t entry) noexcept { return static_cast<Position>(entry); }
  static Slot home_among(std::uint32_t fingerprint, std::uint32_t homes) noexcept {
    return static_cast<Slot>((std::uint64_t{fingerprint} * homes) >> 32);
  }

  Slot home(std::uint32_t fingerprint) const noexcept {
    return home_among(fingerprint, homes_.load(std::memory_order_relaxed));
  }
  Slot place(std::uint32_t fingerprint, Position position) noexcept;
  bool is_crowded() const noexcept;
  bool grow() noexcept;
  bool fits(std::uint32_t total) const noexcept;
  void spread(std::uint32_t total) noexcept;

  std::uint64_t* slots_ = nullptr;
  std::uint32_t slots_max_ = 0;
  std::uint32_t total_ = 0;  ///< slots in use by the table
  std::uint32_t count_ = 0;

  /// The first of the slots in use, where probes start; the rest is for overflow. Atomic for
  /// prefetch() alone.
  std::atomic<std::uint32_t> homes_ = 0;
};

}  // namespace mcspec::store
