// The store must keep at least as many of the requests in memory as an exact LRU of as much memory.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/store/store_testing.h"

namespace mcspec::store {
namespace {

constexpr std::size_t kKeys = 100'000;
constexpr int kRequests = 1'000'000;
constexpr int kWarmUp = 300'000;
constexpr std::size_t kValueSize = 100;

/// Draws numbers below kKeys so that the n-th most popular comes up as 1/n^0.99.
class Zipf {
 public:
  Zipf() : random_(11) {
    double sum = 0;
    for (std::size_t rank = 1; rank <= kKeys; ++rank) {
      sum += std::pow(static_cast<double>(rank), -0.99);
      shares_.push_back(sum);
    }
  }

  int next() {
    const double drawn = std::uniform_real_distribution<double>(0, shares_.back())(random_);
    return static_cast<int>(std::lower_bound(shares_.begin(), shares_.end(), drawn) -
                            shares_.begin());
  }

 private:
  std::vector<double> shares_;
  std::mt19937_64 random_;
};

class Lru {
 public:
  explicit Lru(std::size_t capacity) : capacity_(capacity) {}

  /// Whether the key was there; it is now.
  bool request(int key) {
    const auto found = where_.find(key);
    if (found != where_.end()) {
      order_.splice(order_.begin(), order_, found->second);
      return true;
    }
    if (where_.size() == capacity_) {
      where_.erase(order_.back());
      order_.pop_back();
    }
    order_.push_front(key);
    where_[key] = order_.begin();
    return false;
  }

 private:
  std::size_t capacity_;
  std::list<int> order_;
  std::unordered_map<int, std::list<int>::iterator> where_;
};

struct Hits {
  int store = 0;
  int lru = 0;
};

/// Reads keys, and stores those that are missing, as a client of a cache does. Of `writes_in_ten`
/// requests in ten, it stores without reading.
Hits replay(std::uint64_t memory_limit, int writes_in_ten) {
  Store store(Options{.memory_limit = memory_limit, .item_size_max = 4 << 10});
  const std::string value(kValueSize, 'v');
  const std::size_t item_size = Item::size_of(9, 0, kValueSize);
  Lru lru(memory_limit / item_size);
  Zipf zipf;
  std::mt19937 random(5);
  Hits hits;
  for (int request = 0; request < kRequests; ++request) {
    const int number = zipf.next();
    std::string key = std::to_string(number);
    key.insert(0, 9 - key.size(), '0');
    const bool writes = static_cast<int>(random() % 10) < writes_in_ten;
    const bool in_store = !writes && read(store, key);
    const bool in_lru = lru.request(number);
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
