// Many threads at once: no update is lost, and in the end the store's account is what is there.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "server/base/clock.h"
#include "server/engine/engine.h"
#include "server/engine/number.h"

namespace mcspec::engine {
namespace {

constexpr unsigned kThreads = 4;
constexpr base::Instant kStart = 1'700'000'000;

/// Runs `work(number)` in each of kThreads threads and waits for all.
template <class Work>
void in_threads(Work work) {
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (unsigned number = 0; number < kThreads; ++number) threads.emplace_back(work, number);
  for (std::thread& thread : threads) thread.join();
}

std::string key_of(std::string_view kind, std::uint64_t number) {
  return std::string(kind) + std::to_string(number);
}

std::uint64_t number_at(Engine& engine, const std::string& key) {
  const Outcome outcome = engine.execute(Fetch{.key = key}, kStart);
  return outcome.item ? to_number(outcome.item.value()).value_or(0) : 0;
}

/// What the account says, against what is found by looking at every item.
void expect_account_is_true(store::Store& store) {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
  store.for_each([&](store::Item item) {
    items += 1;
    bytes += store.room_of(item);
  });
  const store::Statistics statistics = store.statistics();
  EXPECT_EQ(statistics.curr_items, items);
  EXPECT_EQ(statistics.bytes, bytes);
  EXPECT_LE(statistics.bytes, statistics.limit_maxbytes);
}

TEST(EngineThreads, LoseNoIncrement) {
  constexpr std::uint64_t kRounds = 20'000;
  constexpr std::uint64_t kCounters = 4;
  store::Store store(store::Options{.memory_limit = 8 << 20});
  Engine engine(store);
  in_threads([&](unsigned) {
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const std::string key = key_of("counter", round % kCounters);
      (void)engine.execute(Arithmetic{.key = key, .vivify = 0, .initial = 1}, kStart);
    }
  });
  std::uint64_t sum = 0;
  for (std::uint64_t number = 0; number < kCounters; ++number) {
    sum += number_at(engine, key_of("counter", number));
  }
  EXPECT_EQ(sum, kRounds * kThreads);
  expect_account_is_true(store);
}

/// Adds one to the number at `key` by reading it and writing it back, if nobody wrote meanwhile.
bool add_by_cas(Engine& engine, const std::string& key) {
  std::uint64_t number = 0;
  std::uint64_t cas = 0;
  {
    const Outcome outcome = engine.execute(Fetch{.key = key}, kStart);
    number = to_number(outcome.item.value()).value_or(0);
    cas = outcome.cas;
  }
  const std::string value = std::to_string(number + 1);
  return engine.execute(Store{.key = key, .value = value, .compare_cas = cas}, kStart).verdict ==
         Verdict::stored;
}

TEST(EngineThreads, LoseNoCasUpdate) {
  constexpr std::uint64_t kUpdates = 3'000;
  store::Store store(store::Options{.memory_limit = 8 << 20});
  Engine engine(store);
  const std::string key = "shared";
  (void)engine.execute(Store{.key = key, .value = "0"}, kStart);
  in_threads([&](unsigned) {
    std::uint64_t done = 0;
    while (done < kUpdates) {
      if (add_by_cas(engine, key)) ++done;
    }
  });
  EXPECT_EQ(number_at(engine, key), kUpdates * kThreads);
  expect_account_is_true(store);
}

TEST(EngineThreads, LoseNoJoin) {
  constexpr std::uint64_t kJoins = 300;
  store::Store store(store::Options{.memory_limit = 8 << 20});
  Engine engine(store);
  in_threads([&](unsigned number) {
    const std::string value(1, static_cast<char>('a' + number));
    for (std::uint64_t round = 0; round < kJoins; ++round) {
      const Store::Mode mode = round % 2 == 0 ? Store::Mode::append : Store::Mode::prepend;
      (void)engine.execute(Store{.key = "joined", .value = value, .mode = mode, .vivify = 0},
                           kStart);
    }
  });
  const Outcome outcome = engine.execute(Fetch{.key = "joined"}, kStart);
  ASSERT_TRUE(outcome.item);
  const std::string_view joined = outcome.item.value();
  for (unsigned number = 0; number < kThreads; ++number) {
    EXPECT_EQ(std::count(joined.begin(), joined.end(), static_cast<char>('a' + number)),
              static_cast<std::ptrdiff_t>(kJoins));
  }
}

/// Every operation on few enough keys to collide and too many octets to keep.
class Chaos {
 public:
  Chaos(Engine& engine, std::uint64_t seed) : engine_(engine), random_(seed) {}

  void step(base::Instant now) {
    const std::string key = key_of("key", below(5'000));
    switch (below(16)) {
      case 0:
        (void)engine_.execute(Remove{.key = key, .clear_value = below(2) == 0}, now);
        break;
      case 1:
        (void)engine_.execute(Arithmetic{.key = key, .vivify = 0}, now);
        break;
      case 2:
        join(key, now);
        break;
      case 3:
        (void)engine_.execute(Remove{.key = key, .invalidate = true}, now);
        break;
      case 4:
        if (below(2'000) == 0) (void)engine_.execute(Flush{}, now);
        break;
      case 5:
      case 6:
      case 7:
        store(key, now);
        break;
      default:
        fetch(key, now);
    }
  }

  /// Values that were not what was stored under their key.
  std::uint64_t wrong_values() const { return wrong_values_; }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  /// A value says which key it belongs to, however it was joined.
  std::string value_for(const std::string& key) {
    std::string value;
    const std::uint64_t repeats = 1 + below(300);
    for (std::uint64_t count = 0; count < repeats; ++count) value += key + ",";
    return value;
  }

  void store(const std::string& key, base::Instant now) {
    const std::string value = value_for(key);
    const auto mode = static_cast<Store::Mode>(below(3));
    (void)engine_.execute(Store{.key = key,
                                .value = value,
                                .flags = static_cast<std::uint32_t>(below(3)),
                                .expiry = below(4) == 0 ? 1 + static_cast<Exptime>(below(3)) : 0,
                                .mode = mode},
                          now);
  }

  void join(const std::string& key, base::Instant now) {
    const std::string value = key + ",";
    const Store::Mode mode = below(2) == 0 ? Store::Mode::append : Store::Mode::prepend;
    (void)engine_.execute(Store{.key = key, .value = value, .mode = mode}, now);
  }

  void fetch(const std::string& key, base::Instant now) {
    const Outcome outcome = engine_.execute(
        Fetch{.key = key, .vivify = below(8) == 0 ? std::optional<Exptime>(2) : std::nullopt}, now);
    if (!outcome.item) return;
    std::string_view value = outcome.item.value();
    if (outcome.item.key() != key) ++wrong_values_;
    while (value.size() > key.size() && value.substr(0, key.size()) == key &&
           value[key.size()] == ',') {
      value.remove_prefix(key.size() + 1);
    }
    // What is left is a number, perhaps with a key joined to it, or nothing.
    if (!value.empty() && (value.front() < '0' || value.front() > '9')) ++wrong_values_;
  }

  Engine& engine_;
  std::mt19937_64 random_;
  std::uint64_t wrong_values_ = 0;
};

TEST(EngineThreads, KeepAccountWhileItemsAreEvicted) {
  constexpr int kSteps = 60'000;
  store::Store store(store::Options{.memory_limit = 1 << 20, .item_size_max = 16 << 10});
  Engine engine(store);
  std::atomic<std::uint64_t> wrong_values{0};
  in_threads([&](unsigned number) {
    Chaos chaos(engine, number);
    for (int step = 0; step < kSteps; ++step) {
      chaos.step(kStart + static_cast<base::Instant>(step / 5'000));
    }
    wrong_values += chaos.wrong_values();
  });
  EXPECT_EQ(wrong_values, 0U);
  EXPECT_GT(store.statistics().evictions, 0U);
  EXPECT_GT(store.statistics().reclaimed, 0U);
  expect_account_is_true(store);
}

TEST(EngineThreads, KeepAccountWhenNothingMayBeEvicted) {
  constexpr int kSteps = 30'000;
  store::Store store(
      store::Options{.memory_limit = 1 << 20, .item_size_max = 16 << 10, .evict = false});
  Engine engine(store);
  std::atomic<std::uint64_t> wrong_values{0};
  in_threads([&](unsigned number) {
    Chaos chaos(engine, number);
    for (int step = 0; step < kSteps; ++step) chaos.step(kStart);
    wrong_values += chaos.wrong_values();
  });
  EXPECT_EQ(wrong_values, 0U);
  EXPECT_EQ(store.statistics().evictions, 0U);
  EXPECT_GT(engine.statistics().store_no_memory, 0U);
  expect_account_is_true(store);
}

}  // namespace
}  // namespace mcspec::engine
