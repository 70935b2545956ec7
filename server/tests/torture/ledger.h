#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace mcspec::tests::torture {

/// A number that is counted up by one: which creation of the counter it belongs to, and how far it
/// has come. All have 19 digits, so that a text of them never gets longer.
class Count {
 public:
  static constexpr int kStepBits = 24;

  /// The first number of a counter that was created as the `epoch`th of all.
  static constexpr std::uint64_t first(std::uint64_t epoch) noexcept {
    return kMark | epoch << kStepBits;
  }
  static constexpr bool is_one(std::uint64_t number) noexcept { return number >> 62 == 1; }
  static constexpr std::uint64_t epoch(std::uint64_t number) noexcept {
    return (number ^ kMark) >> kStepBits;
  }
  static constexpr std::uint64_t step(std::uint64_t number) noexcept {
    return number & ((std::uint64_t{1} << kStepBits) - 1);
  }

 private:
  static constexpr std::uint64_t kMark = std::uint64_t{1} << 62;
};

/// Who has won which number. A counter may be evicted or flushed at any time and is created anew
/// then, in an epoch that nobody else uses. Of each epoch every number from 1 to the highest must
/// have been won exactly once: an update that was lost makes a number be won twice or by nobody.
class Ledger {
 public:
  /// A counter was stored with its first number.
  void create(std::uint64_t number);

  /// An increment or a CAS has won.
  void award(std::uint64_t number);

  /// Adds what another one has.
  void merge(const Ledger& other);

  /// What is wrong; none if nothing is. To be asked when all winners are known.
  std::optional<std::string> problem() const;

  std::uint64_t award_count() const;

 private:
  struct Entry {
    std::uint64_t creations = 0;
    std::uint64_t count = 0;
    std::uint64_t highest = 0;
    std::uint64_t sum = 0;
  };
  std::unordered_map<std::uint64_t, Entry> entries_;
};

}  // namespace mcspec::tests::torture
