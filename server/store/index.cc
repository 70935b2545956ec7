#include "server/store/index.h"

#include <algorithm>
#include <cstring>

namespace mcspec::store {
namespace {

/// It grows by whole pages, the least that memory is had in.
constexpr std::uint32_t kSlotsPerPage = 4096 / sizeof(std::uint64_t);

/// Slots behind the last home. Probes that would need more make the table grow.
constexpr std::uint32_t kOverflow = 64;

/// It grows by this part when this part of the homes is free: 78 % to 88 % are taken, about ten
/// octets an item, and a probe looks at four slots on average.
constexpr std::uint32_t kPart = 8;

std::uint32_t homes_of(std::uint32_t total) noexcept {
  return total > kOverflow ? total - kOverflow : 0;
}

}  // namespace

void Index::attach(std::uint64_t* slots, std::uint32_t slots_max) noexcept {
  slots_ = slots;
  slots_max_ = slots_max;
}

Index::Slot Index::insert(std::uint32_t fingerprint, Position position) noexcept {
  if (is_crowded()) (void)grow();
  Slot slot = place(fingerprint, position);
  while (slot == kNone && grow()) slot = place(fingerprint, position);
  if (slot != kNone) ++count_;
  return slot;
}

bool Index::is_crowded() const noexcept {
  const std::uint32_t homes = homes_.load(std::memory_order_relaxed);
  return count_ >= homes - homes / kPart;
}

/// Puts the entry where the order wants it; kNone if that needs a slot beyond the last.
Index::Slot Index::place(std::uint32_t fingerprint, Position position) noexcept {
  Slot slot = home(fingerprint);
  while (slot < total_ && slots_[slot] != 0 && fingerprint_of(slots_[slot]) <= fingerprint) ++slot;
  Slot empty = slot;
  while (empty < total_ && slots_[empty] != 0) ++empty;
  if (empty >= total_) return kNone;

  std::memmove(slots_ + slot + 1, slots_ + slot, (empty - slot) * sizeof(std::uint64_t));
  slots_[slot] = entry_of(fingerprint, position);
  return slot;
}

void Index::erase(Slot slot) noexcept {
  Slot next = slot + 1;
  while (next < total_ && slots_[next] != 0 && home(fingerprint_of(slots_[next])) < next) ++next;
  std::memmove(slots_ + slot, slots_ + slot + 1, (next - slot - 1) * sizeof(std::uint64_t));
  slots_[next - 1] = 0;
  --count_;
}

bool Index::grow() noexcept {
  std::uint32_t total = total_;
  do {
    const std::uint32_t left = slots_max_ - total;
    const std::uint32_t wanted = std::max(total / kPart, 1U) + kSlotsPerPage - 1;
    const std::uint32_t more = std::min(wanted / kSlotsPerPage * kSlotsPerPage, left);
    if (more == 0) return false;
    total += more;
  } while (!fits(total));
  spread(total);
  return true;
}

/// Whether every entry would find a slot at or behind its home.
bool Index::fits(std::uint32_t total) const noexcept {
  const std::uint32_t homes = homes_of(total);
  if (homes == 0) return false;
  Slot next = 0;
  for (Slot slot = 0; slot < total_; ++slot) {
    if (slots_[slot] == 0) continue;
    next = std::max(next, home_among(fingerprint_of(slots_[slot]), homes)) + 1;
  }
  return next <= total;
}

/// Moves every entry to its place in the larger table: first all to its end, then, in order, each
/// to its place, which never lies behind where it is.
void Index::spread(std::uint32_t total) noexcept {
  Slot end = total;
  for (Slot slot = total_; slot-- > 0;) {
    const std::uint64_t entry = slots_[slot];
    slots_[slot] = 0;
    if (entry != 0) slots_[--end] = entry;
  }
  total_ = total;
  homes_.store(homes_of(total), std::memory_order_relaxed);
  Slot next = 0;
  for (Slot slot = end; slot < total; ++slot) {
    const std::uint64_t entry = slots_[slot];
    slots_[slot] = 0;
    next = std::max(next, home(fingerprint_of(entry)));
    slots_[next++] = entry;
  }
}

}  // namespace mcspec::store
