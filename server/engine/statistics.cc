#include "server/engine/statistics.h"

namespace mcspec::engine {
namespace {

/// Numbers the threads in the order they first count.
std::size_t thread_number() noexcept {
  static std::atomic<std::size_t> next{0};
  thread_local const std::size_t number = next.fetch_add(1, std::memory_order_relaxed);
  return number;
}

}  // namespace

void Counters::count(Counter counter) noexcept {
  Stripe& stripe = stripes_[thread_number() % kStripes];
  stripe.counts[static_cast<std::size_t>(counter)].fetch_add(1, std::memory_order_relaxed);
}

void Counters::reset() noexcept {
  for (std::size_t number = 0; number < kStripes; ++number) {
    for (auto& count : stripes_[number].counts) count.store(0, std::memory_order_relaxed);
  }
}

std::uint64_t Counters::total(Counter counter) const noexcept {
  std::uint64_t total = 0;
  for (const Stripe& stripe : stripes_) {
    total += stripe.counts[static_cast<std::size_t>(counter)].load(std::memory_order_relaxed);
  }
  return total;
}

Statistics Counters::sum() const noexcept {
  Statistics sum;
  sum.get_hits = total(Counter::get_hits);
  sum.get_misses = total(Counter::get_misses);
  sum.cmd_get = sum.get_hits + sum.get_misses;
  sum.get_expired = total(Counter::get_expired);
  sum.get_flushed = total(Counter::get_flushed);
  sum.touch_hits = total(Counter::touch_hits);
  sum.touch_misses = total(Counter::touch_misses);
  sum.cmd_touch = sum.touch_hits + sum.touch_misses;
  sum.cmd_set = total(Counter::cmd_set);
  sum.cas_hits = total(Counter::cas_hits);
  sum.cas_misses = total(Counter::cas_misses);
  sum.cas_badval = total(Counter::cas_badval);
  sum.store_too_large = total(Counter::store_too_large);
  sum.store_no_memory = total(Counter::store_no_memory);
  sum.delete_hits = total(Counter::delete_hits);
  sum.delete_misses = total(Counter::delete_misses);
  sum.incr_hits = total(Counter::incr_hits);
  sum.incr_misses = total(Counter::incr_misses);
  sum.decr_hits = total(Counter::decr_hits);
  sum.decr_misses = total(Counter::decr_misses);
  sum.cmd_flush = total(Counter::cmd_flush);
  sum.cmd_meta = total(Counter::cmd_meta);
  return sum;
}

}  // namespace mcspec::engine
