#include "server/tests/torture/ledger.h"

#include <algorithm>

namespace mcspec::tests::torture {

void Ledger::create(std::uint64_t number) { ++entries_[Count::epoch(number)].creations; }

void Ledger::award(std::uint64_t number) {
  Entry& entry = entries_[Count::epoch(number)];
  ++entry.count;
  entry.highest = std::max(entry.highest, Count::step(number));
  entry.sum += Count::step(number);
}

void Ledger::merge(const Ledger& other) {
  for (const auto& [epoch, theirs] : other.entries_) {
    Entry& ours = entries_[epoch];
    ours.creations += theirs.creations;
    ours.count += theirs.count;
    ours.highest = std::max(ours.highest, theirs.highest);
    ours.sum += theirs.sum;
  }
}

std::optional<std::string> Ledger::problem() const {
  for (const auto& [epoch, entry] : entries_) {
    const std::string name = "counter of epoch " + std::to_string(epoch);
    if (entry.creations != 1) {
      return name + " was stored " + std::to_string(entry.creations) + " times by an add";
    }
    if (entry.count != entry.highest || entry.sum != entry.highest * (entry.highest + 1) / 2) {
      return "an update was lost: " + name + " came to " + std::to_string(entry.highest) +
             ", with " + std::to_string(entry.count) + " winners, whose numbers add up to " +
             std::to_string(entry.sum);
    }
  }
  return std::nullopt;
}

std::uint64_t Ledger::award_count() const {
  std::uint64_t sum = 0;
  for (const auto& [epoch, entry] : entries_) sum += entry.count;
  return sum;
}

}  // namespace mcspec::tests::torture
