// The store must keep at least as many of the requests in memory as an exact LRU of as much memory.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "server/store/store_testing.h"

namespace mcspec::store {
namespace {

constexpr std::size_t kKeys = 100'000;
constexpr int kRequests = 1'000'000;
constexpr int kWarmUp = 300'000;
constexpr std::size_t kValueSize = 100;
constexpr int kFirstKey = 100'000'000;  // so that all keys are of one size
constexpr std::size_t kKeySize = 9;

/// Keys, numbered by how popular they are: the n-th comes up as 1/n^0.99.
std::vector<int> zipf_trace() {
  std::vector<double> shares;
  double sum = 0;
  for (std::size_t rank = 1; rank <= kKeys; ++rank) {
    sum += std::pow(static_cast<double>(rank), -0.99);
    shares.push_back(sum);
  }
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> draw(0, sum);
  std::vector<int> trace;
  for (int request = 0; request < kRequests; ++request) {
    const auto drawn = std::lower_bound(shares.begin(), shares.end(), draw(random));
    trace.push_back(static_cast<int>(drawn - shares.begin()));
  }
  return trace;
}

/// The keys in the order of their last use, as a ring of links through one that is no key.
class Lru {
 public:
  explicit Lru(std::size_t capacity) : capacity_(capacity) { links_[kKeys] = {kKeys, kKeys}; }

  /// Whether the key was there; it is now.
  bool request(std::size_t key) {
    const bool is_hit = links_[key].next != kNone;
    if (is_hit) {
      unlink(key);
    } else if (size_ == capacity_) {
      unlink(links_[kKeys].previous);
    } else {
      ++size_;
    }
    links_[key] = {kKeys, links_[kKeys].next};
    links_[links_[kKeys].next].previous = key;
    links_[kKeys].next = key;
    return is_hit;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  struct Link {
    std::size_t previous = kNone;
    std::size_t next = kNone;
  };

  void unlink(std::size_t key) {
    const Link link = std::exchange(links_[key], Link{});
    links_[link.previous].next = link.next;
    links_[link.next].previous = link.previous;
  }

  std::size_t capacity_;
  std::size_t size_ = 0;
  std::vector<Link> links_ = std::vector<Link>(kKeys + 1);
};

struct Hits {
  int store = 0;
  int lru = 0;
};

/// Reads keys, and stores those that are missing, as a client of a cache does. Of `writes_in_ten`
/// requests in ten, it stores without reading.
Hits replay(std::uint64_t memory_limit, int writes_in_ten) {
  static const std::vector<int> trace = zipf_trace();
  Store store(Options{.memory_limit = memory_limit, .item_size_max = 4 << 10});
  const std::string value(kValueSize, 'v');
  Lru lru(memory_limit / Item::size_of(kKeySize, 0, kValueSize));
  std::mt19937 random(5);
  Hits hits;
  for (int request = 0; request < kRequests; ++request) {
    const int number = trace[static_cast<std::size_t>(request)];
    const std::string key = std::to_string(kFirstKey + number);
    const bool writes = static_cast<int>(random() % 10) < writes_in_ten;
    const bool in_store = !writes && read(store, key);
    const bool in_lru = lru.request(static_cast<std::size_t>(number));
    if (!in_store) {
      EXPECT_TRUE(put(store, key, value));
    }
    if (writes || request < kWarmUp) continue;
    hits.store += in_store ? 1 : 0;
    hits.lru += in_lru ? 1 : 0;
  }
  return hits;
}

TEST(HitRatio, IsAtLeastThatOfLruForOneHundredthOfTheKeys) {
  const Hits hits = replay(2 << 16, 0);
  EXPECT_GE(hits.store, hits.lru);
}

TEST(HitRatio, IsAtLeastThatOfLruForOneTenthOfTheKeys) {
  const Hits hits = replay(20 << 16, 0);
  EXPECT_GE(hits.store, hits.lru);
}

TEST(HitRatio, IsAtLeastThatOfLruForHalfOfTheKeys) {
  const Hits hits = replay(100 << 16, 0);
  EXPECT_GE(hits.store, hits.lru);
}

TEST(HitRatio, IsAtLeastThatOfLruWhenThreeInTenRequestsWrite) {
  const Hits hits = replay(20 << 16, 3);
  EXPECT_GE(hits.store, hits.lru);
}

}  // namespace
}  // namespace mcspec::store
