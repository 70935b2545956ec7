#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "server/base/clock.h"

namespace mcspec::store {

/// The longest key there can be, in octets.
inline constexpr std::size_t kKeySizeMax = 250;

/// One item where it lies: a view that reads and writes its octets in place. It lies in one piece:
///
///     cas 8 | deadline 4 | last read 4 | value size 2 | key size 1 | marks 1 | key |
///     flags 4, unless 0 | value size 4, if it needs more than two octets | value
///
/// The key stands right behind what is fixed, so that it can be read without knowing the marks,
/// which only the holder of the item's lock may look at. Neither key nor rounded size ever change.
/// A key size of 0 marks a hole: octets without an item, whose length stands where the CAS would.
class Item {
 public:
  /// Octets an item takes, before rounding. Requires: `key_size` is 1 to kKeySizeMax.
  static constexpr std::size_t size_of(std::size_t key_size, std::uint32_t flags,
                                       std::size_t value_size) noexcept {
    return kKeyAt + key_size + (flags == 0 ? 0 : kFlagsSize) +
           (value_size > kNarrowMax ? kWideSize : 0) + value_size;
  }

  explicit Item(char* at) noexcept : at_(at) {}

  /// Makes an item out of raw octets: everything zero but key, flags and the value's size.
  void write(std::string_view key, std::uint32_t flags, std::uint32_t value_size) const noexcept {
    std::memset(at_, 0, kKeyAt);
    const bool wide = value_size > kNarrowMax;
    at_[kKeySizeAt] = static_cast<char>(key.size());
    std::memcpy(at_ + kKeyAt, key.data(), key.size());
    std::size_t next = kKeyAt + key.size();
    std::uint8_t marks = 0;
    if (flags != 0) {
      marks |= kHasFlags;
      store(next, flags);
      next += kFlagsSize;
    }
    if (wide) {
      marks |= kWide;
      store(next, value_size);
    } else {
      store(kValueSizeAt, static_cast<std::uint16_t>(value_size));
    }
    store(kMarksAt, marks);
  }

  /// Takes over all of `other` but its key. Requires: the keys are equal, and `other` is not larger
  /// than the room of this. The key is left alone because it may be read without the item's lock.
  void assign(Item other) const noexcept {
    std::memcpy(at_, other.at_, kKeySizeAt);
    at_[kMarksAt] = other.at_[kMarksAt];
    const std::size_t rest = kKeyAt + key_size();
    std::memcpy(at_ + rest, other.at_ + rest, other.size() - rest);
  }

  /// Makes a hole of `size` octets. Requires: `size` is at least size_of(1, 0, 0).
  void write_hole(std::uint64_t size) const noexcept {
    at_[kKeySizeAt] = 0;
    store(kCasAt, size);
  }
  bool is_hole() const noexcept { return at_[kKeySizeAt] == 0; }
  std::uint64_t hole_size() const noexcept { return load<std::uint64_t>(kCasAt); }

  std::string_view key() const noexcept { return {at_ + kKeyAt, key_size()}; }
  std::uint32_t flags() const noexcept {
    return marked(kHasFlags) ? load<std::uint32_t>(kKeyAt + key_size()) : 0;
  }
  std::uint32_t value_size() const noexcept {
    if (!marked(kWide)) return load<std::uint16_t>(kValueSizeAt);
    return load<std::uint32_t>(kKeyAt + key_size() + flags_size());
  }
  char* value() const noexcept { return at_ + value_at(); }
  std::size_t size() const noexcept { return value_at() + value_size(); }
  char* octets() const noexcept { return at_; }

  std::uint64_t cas() const noexcept { return load<std::uint64_t>(kCasAt); }
  void set_cas(std::uint64_t cas) const noexcept { store(kCasAt, cas); }
  base::Instant deadline() const noexcept { return load<base::Instant>(kDeadlineAt); }
  void set_deadline(base::Instant deadline) const noexcept { store(kDeadlineAt, deadline); }
  base::Instant last_read() const noexcept { return load<base::Instant>(kLastReadAt); }
  void set_last_read(base::Instant now) const noexcept { store(kLastReadAt, now); }

  bool fetched() const noexcept { return marked(kFetched); }
  void set_fetched(bool on) const noexcept { mark(kFetched, on); }
  bool stale() const noexcept { return marked(kStale); }
  void set_stale(bool on) const noexcept { mark(kStale, on); }
  bool win_sent() const noexcept { return marked(kWinSent); }
  void set_win_sent(bool on) const noexcept { mark(kWinSent, on); }
  bool encoded_key() const noexcept { return marked(kEncodedKey); }
  void set_encoded_key(bool on) const noexcept { mark(kEncodedKey, on); }

  /// How often it was used since it last had to prove itself; counted to 3, which stands for more.
  unsigned use() const noexcept { return marks() >> kUseShift; }
  void add_use() const noexcept {
    if (use() < kUseMax) set_use(use() + 1);
  }
  void set_use(unsigned use) const noexcept {
    const unsigned rest = marks() & ((1U << kUseShift) - 1);
    store(kMarksAt, static_cast<std::uint8_t>(rest | (use << kUseShift)));
  }

 private:
  static constexpr std::size_t kCasAt = 0;
  static constexpr std::size_t kDeadlineAt = 8;
  static constexpr std::size_t kLastReadAt = 12;
  static constexpr std::size_t kValueSizeAt = 16;
  static constexpr std::size_t kKeySizeAt = 18;
  static constexpr std::size_t kMarksAt = 19;
  static constexpr std::size_t kKeyAt = 20;
  static constexpr std::size_t kFlagsSize = 4;
  static constexpr std::size_t kWideSize = 4;
  static constexpr std::size_t kNarrowMax = 0xffff;

  static constexpr std::uint8_t kFetched = 1;
  static constexpr std::uint8_t kStale = 2;
  static constexpr std::uint8_t kWinSent = 4;
  static constexpr std::uint8_t kEncodedKey = 8;
  static constexpr std::uint8_t kHasFlags = 16;
  static constexpr std::uint8_t kWide = 32;
  static constexpr unsigned kUseShift = 6;
  static constexpr unsigned kUseMax = 3;

  template <class Number>
  Number load(std::size_t offset) const noexcept {
    Number number;
    std::memcpy(&number, at_ + offset, sizeof(number));
    return number;
  }
  template <class Number>
  void store(std::size_t offset, Number number) const noexcept {
    std::memcpy(at_ + offset, &number, sizeof(number));
  }

  std::size_t key_size() const noexcept { return static_cast<std::uint8_t>(at_[kKeySizeAt]); }
  std::size_t flags_size() const noexcept { return marked(kHasFlags) ? kFlagsSize : 0; }
  std::size_t value_at() const noexcept {
    return kKeyAt + key_size() + flags_size() + (marked(kWide) ? kWideSize : 0);
  }

  std::uint8_t marks() const noexcept { return load<std::uint8_t>(kMarksAt); }
  bool marked(std::uint8_t mark) const noexcept { return (marks() & mark) != 0; }
  void mark(std::uint8_t mark, bool on) const noexcept {
    const unsigned rest = marks() & ~static_cast<unsigned>(mark);
    store(kMarksAt, static_cast<std::uint8_t>(on ? rest | mark : rest));
  }

  char* at_;
};

}  // namespace mcspec::store
