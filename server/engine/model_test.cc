// Whatever sequence of operations comes, the engine answers as a map with the same rules does. The
// model keeps every item for ever, so the store is large enough to evict none.

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "server/base/clock.h"
#include "server/engine/engine.h"

namespace mcspec::engine {
namespace {

constexpr int kOperations = 60'000;  // for each seed
constexpr std::size_t kItemSizeMax = 4096;

struct ModelItem {
  std::string value{};
  std::uint32_t flags = 0;
  std::uint64_t cas = 0;
  base::Instant deadline = base::kNever;
  base::Instant used = 0;
  bool stale = false;
  bool win_sent = false;
  bool fetched = false;
  bool encoded_key = false;
};

/// What both sides must agree on after an operation.
struct Answer {
  Verdict verdict;
  std::uint64_t number = 0;
  std::uint64_t cas = 0;
  bool created = false;
  bool won = false;
  bool win_sent = false;
  bool stale = false;
  base::Instant deadline_before = base::kNever;
  std::optional<ModelItem> item{};
};

std::string describe(const Answer& answer) {
  std::string text = "verdict " + std::to_string(static_cast<int>(answer.verdict)) + " number " +
                     std::to_string(answer.number) + " cas " + std::to_string(answer.cas) +
                     " created " + std::to_string(answer.created) + " won " +
                     std::to_string(answer.won) + " win_sent " + std::to_string(answer.win_sent) +
                     " stale " + std::to_string(answer.stale) + " before " +
                     std::to_string(answer.deadline_before);
  if (!answer.item) return text;
  const ModelItem& item = *answer.item;
  return text + " item '" + item.value.substr(0, 40) + "' size " +
         std::to_string(item.value.size()) + " flags " + std::to_string(item.flags) + " cas " +
         std::to_string(item.cas) + " deadline " + std::to_string(item.deadline) + " used " +
         std::to_string(item.used) + " marks " + std::to_string(item.stale) +
         std::to_string(item.win_sent) + std::to_string(item.fetched) +
         std::to_string(item.encoded_key);
}

Answer answer_of(const Outcome& outcome) {
  Answer answer{.verdict = outcome.verdict,
                .number = outcome.number,
                .cas = outcome.cas,
                .created = outcome.created,
                .won = outcome.won,
                .win_sent = outcome.win_sent,
                .stale = outcome.stale,
                .deadline_before = outcome.deadline_before};
  if (!outcome.item) return answer;
  answer.item = ModelItem{.value = std::string(outcome.item.value()),
                          .flags = outcome.item.flags(),
                          .cas = outcome.item.cas(),
                          .deadline = outcome.item.deadline(),
                          .used = outcome.item.last_read(),
                          .stale = outcome.item.stale(),
                          .win_sent = outcome.item.win_sent(),
                          .fetched = outcome.item.fetched(),
                          .encoded_key = outcome.item.encoded_key()};
  return answer;
}

/// The rules once more, over a map, in the plainest words.
class Model {
 public:
  Answer execute(const Fetch& op, base::Instant now) {
    ModelItem* item = find(op.key, now);
    Answer answer{.verdict = Verdict::found};
    if (item == nullptr && op.vivify) {
      item = &items_[std::string(op.key)];
      *item = ModelItem{.cas = op.set_cas ? *op.set_cas : ++cas_,
                        .deadline = expires_at(*op.vivify, now),
                        .used = now,
                        .encoded_key = op.encoded_key};
      answer.created = true;
    }
    if (item == nullptr) return {.verdict = Verdict::not_found};
    answer.cas = item->cas;
    answer.stale = item->stale;
    answer.win_sent = item->win_sent;
    base::Instant judged = item->deadline;
    if (!answer.created) {
      answer.deadline_before = item->deadline;
      if (op.expiry) item->deadline = expires_at(*op.expiry, now);
      if (op.recache_after_expiry) judged = item->deadline;
    }
    const bool due = op.recache && *op.recache > 0 && judged != base::kNever &&
                     judged < expires_at(*op.recache, now);
    answer.won = answer.created || (!item->win_sent && (due || (op.may_win && item->stale)));
    if (answer.won) item->win_sent = true;
    if (op.bump) {
      if (item->fetched) item->used = now;
      item->fetched = true;
    }
    answer.item = *item;
    return answer;
  }

  Answer execute(const Store& op, base::Instant now) {
    if (too_large(op.key, op.flags, op.value.size())) {
      if (op.forget_on_failure) items_.erase(std::string(op.key));
      return {.verdict = Verdict::too_large};
    }
    const std::uint64_t cas = op.set_cas && *op.set_cas != 0 ? *op.set_cas : ++cas_;
    ModelItem* item = find(op.key, now);
    ModelItem next{.value = std::string(op.value),
                   .flags = op.flags,
                   .cas = cas,
                   .deadline = expires_at(op.expiry, now),
                   .used = now,
                   .encoded_key = op.encoded_key};
    const bool matches =
        item != nullptr && op.compare_cas && *op.compare_cas != 0 && *op.compare_cas == item->cas;
    if (op.mode == Store::Mode::append || op.mode == Store::Mode::prepend) {
      if (item == nullptr && !op.vivify) return {.verdict = Verdict::not_stored};
      if (item == nullptr) {
        next.deadline = expires_at(*op.vivify, now);
      } else {
        if (op.compare_cas && !matches) return {.verdict = Verdict::exists};
        next.value =
            op.mode == Store::Mode::append ? item->value + next.value : next.value + item->value;
        next.flags = item->flags;
        next.deadline = item->deadline;
        next.encoded_key = next.encoded_key || item->encoded_key;
        if (too_large(op.key, next.flags, next.value.size())) {
          return {.verdict = Verdict::not_stored};
        }
      }
    } else if (op.compare_cas) {
      if (item == nullptr) return {.verdict = Verdict::not_found};
      if (!matches) {
        if (!op.invalidate || *op.compare_cas == 0 || *op.compare_cas > item->cas) {
          return {.verdict = Verdict::exists};
        }
        if (*op.compare_cas == item->cas) return {.verdict = Verdict::exists};
        next.deadline = item->deadline;
        next.stale = true;
        next.win_sent = item->win_sent;
      }
    } else if (op.mode == Store::Mode::add && item != nullptr) {
      item->used = now;
      return {.verdict = Verdict::not_stored};
    } else if (op.mode == Store::Mode::replace && item == nullptr) {
      return {.verdict = Verdict::not_stored};
    }
    items_[std::string(op.key)] = next;
    return {.verdict = Verdict::stored, .cas = cas, .item = next};
  }

  Answer execute(const Remove& op, base::Instant now) {
    ModelItem* item = find(op.key, now);
    if (item == nullptr) return {.verdict = Verdict::not_found};
    if (op.compare_cas && *op.compare_cas != item->cas) return {.verdict = Verdict::exists};
    if (!op.clear_value && !op.invalidate) {
      items_.erase(std::string(op.key));
      return {.verdict = Verdict::removed};
    }
    const base::Instant before = item->deadline;
    if (op.clear_value) {
      item->value.clear();
      item->flags = op.flags.value_or(item->flags);
      item->stale = false;
      item->win_sent = false;
      item->fetched = false;
      item->used = now;
      if (op.set_cas) item->cas = *op.set_cas;
    }
    if (op.invalidate) {
      item->stale = true;
      item->win_sent = false;
      item->cas = op.set_cas ? *op.set_cas : ++cas_;
    }
    if (op.expiry) item->deadline = expires_at(*op.expiry, now);
    return {
        .verdict = Verdict::removed, .cas = item->cas, .deadline_before = before, .item = *item};
  }

  Answer execute(const Arithmetic& op, base::Instant now) {
    ModelItem* item = find(op.key, now);
    if (item == nullptr) {
      if (!op.vivify) return {.verdict = Verdict::not_found};
      const ModelItem next{.value = std::to_string(op.initial),
                           .cas = op.set_cas ? *op.set_cas : ++cas_,
                           .deadline = expires_at(*op.vivify, now),
                           .used = now,
                           .encoded_key = op.encoded_key};
      items_[std::string(op.key)] = next;
      return {.verdict = Verdict::stored,
              .number = op.initial,
              .cas = next.cas,
              .created = true,
              .item = next};
    }
    if (item->value.empty()) return {.verdict = Verdict::not_a_number};
    if (op.compare_cas && *op.compare_cas != item->cas) return {.verdict = Verdict::exists};
    const std::optional<std::uint64_t> before = number(item->value);
    if (!before) return {.verdict = Verdict::not_a_number};
    std::uint64_t after = *before + op.delta;
    if (op.decrement) after = *before < op.delta ? 0 : *before - op.delta;

    const base::Instant deadline = item->deadline;
    std::string text = std::to_string(after);
    if (text.size() > item->value.size()) {
      item->stale = false;
      item->win_sent = false;
      item->fetched = false;
    }
    text.resize(std::max(text.size(), item->value.size()), ' ');
    item->value = text;
    item->cas = op.set_cas ? *op.set_cas : ++cas_;
    item->used = now;
    if (op.expiry) item->deadline = expires_at(*op.expiry, now);
    return {.verdict = Verdict::stored,
            .number = after,
            .cas = item->cas,
            .deadline_before = deadline,
            .item = *item};
  }

  Answer execute(const Flush& op, base::Instant now) {
    if (due_ != base::kNever && due_ <= now) expire_until(due_);
    due_ = base::kNever;
    if (op.delay <= 0) {
      items_.clear();
    } else {
      due_ = expires_at(op.delay, now) - 1;
    }
    return {.verdict = Verdict::flushed};
  }

 private:
  /// Only what the test's values look like: digits, and blanks behind them.
  static std::optional<std::uint64_t> number(const std::string& value) {
    const std::size_t end = value.find_first_not_of("0123456789");
    if (end == 0) return std::nullopt;
    if (end != std::string::npos && value[end] != ' ') return std::nullopt;
    const std::string digits = value.substr(0, end);
    std::uint64_t sum = 0;
    for (const char digit : digits) {
      const auto add = static_cast<std::uint64_t>(digit - '0');
      if (sum > (UINT64_MAX - add) / 10) return std::nullopt;
      sum = sum * 10 + add;
    }
    return sum;
  }

  static bool too_large(std::string_view key, std::uint32_t flags, std::size_t value_size) {
    return 48 + 8 + key.size() + 1 + (flags == 0 ? 0 : 4) + value_size + 2 > kItemSizeMax;
  }

  void expire_until(base::Instant moment) {
    std::erase_if(items_, [moment](const auto& entry) { return entry.second.used <= moment; });
  }

  ModelItem* find(std::string_view key, base::Instant now) {
    if (due_ != base::kNever && due_ <= now) expire_until(due_);
    const auto found = items_.find(std::string(key));
    if (found == items_.end()) return nullptr;
    if (found->second.deadline != base::kNever && found->second.deadline <= now) {
      items_.erase(found);
      return nullptr;
    }
    return &found->second;
  }

  std::map<std::string, ModelItem> items_;
  std::uint64_t cas_ = 1;
  base::Instant due_ = base::kNever;
};

/// Operations over few keys and few values, so that they meet each other often.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool one_in(std::uint64_t chances) { return below(chances) == 0; }

  Fetch fetch() {
    Fetch op{.key = key()};
    op.bump = !one_in(3);
    if (one_in(4)) op.expiry = exptime();
    if (one_in(4)) op.vivify = exptime();
    if (one_in(4)) op.recache = exptime();
    if (one_in(4)) op.set_cas = cas();
    op.may_win = one_in(2);
    op.encoded_key = one_in(2);
    op.recache_after_expiry = one_in(2);
    return op;
  }

  Store store() {
    value_ = value();
    Store op{.key = key(), .value = value_, .expiry = one_in(2) ? 0 : exptime()};
    op.flags = static_cast<std::uint32_t>(one_in(2) ? 0 : below(5));
    op.mode = static_cast<Store::Mode>(below(5));
    if (one_in(3)) op.compare_cas = cas();
    if (one_in(4)) op.set_cas = cas();
    if (one_in(4)) op.vivify = exptime();
    op.invalidate = one_in(2);
    op.encoded_key = one_in(3);
    op.forget_on_failure = one_in(2);
    return op;
  }

  Remove remove() {
    Remove op{.key = key()};
    if (one_in(3)) op.compare_cas = cas();
    op.invalidate = one_in(2);
    op.clear_value = one_in(3);
    if (one_in(3)) op.expiry = exptime();
    if (one_in(3)) op.flags = static_cast<std::uint32_t>(below(3));
    if (one_in(3)) op.set_cas = cas();
    return op;
  }

  Arithmetic arithmetic() {
    Arithmetic op{.key = key()};
    constexpr std::array<std::uint64_t, 5> kDeltas = {0, 1, 9, 12345, UINT64_MAX};
    op.delta = kDeltas[below(kDeltas.size())];
    op.decrement = one_in(2);
    if (one_in(4)) op.compare_cas = cas();
    if (one_in(4)) op.set_cas = cas();
    if (one_in(4)) op.expiry = exptime();
    if (one_in(3)) op.vivify = exptime();
    op.initial = one_in(4) ? UINT64_MAX : below(100);
    op.encoded_key = one_in(2);
    return op;
  }

  Flush flush() {
    return {.delay =
                one_in(3) ? static_cast<Exptime>(1 + below(4)) : -static_cast<Exptime>(below(2))};
  }

  /// Remembers a CAS unique that is worth comparing with later.
  void learn(std::uint64_t cas) { known_cas_[below(known_cas_.size())] = cas; }

 private:
  std::string_view key() { return kKeys[below(kKeys.size())]; }

  std::string value() {
    switch (below(6)) {
      case 0:
        return {};
      case 1:
        return std::to_string(below(12));
      case 2:
        return std::to_string(UINT64_MAX - below(3));
      case 3:
        return "7   ";
      case 4:
        return std::string(below(5000), 'x');
      default:
        return "some text";
    }
  }

  Exptime exptime() {
    constexpr std::array<Exptime, 8> kTimes = {0, -1, 1, 2, 3, 5, 2'592'000, 2'592'001};
    return kTimes[below(kTimes.size())];
  }

  std::uint64_t cas() {
    const std::uint64_t known = known_cas_[below(known_cas_.size())];
    return one_in(4) ? known + below(3) - 1 : known;
  }

  static constexpr std::array<std::string_view, 6> kKeys = {
      "a", "b", "c", "key", "another key", "and one more that is rather long"};
  std::mt19937_64 random_;
  std::array<std::uint64_t, 8> known_cas_{};
  std::string value_;
};

class EngineModel : public testing::TestWithParam<std::uint64_t> {
 protected:
  template <class Operation>
  void check(const Operation& operation) {
    const Answer expected = model_.execute(operation, clock_.now());
    const Answer answered = answer_of(engine_.execute(operation, clock_.now()));
    generator_.learn(answered.cas);
    ASSERT_EQ(describe(answered), describe(expected))
        << "operation " << count_ << " at " << clock_.now();
  }

  void step() {
    ++count_;
    if (generator_.one_in(8)) clock_.advance(static_cast<base::Instant>(generator_.below(3)));
    const std::uint64_t kind = generator_.below(200);
    if (kind == 0) return check(generator_.flush());
    if (kind < 60) return check(generator_.fetch());
    if (kind < 130) return check(generator_.store());
    if (kind < 155) return check(generator_.remove());
    check(generator_.arithmetic());
  }

  base::ManualClock clock_{1'700'000'000};
  store::Store store_{store::Options{
      .memory_limit = 4 << 20, .item_size_max = kItemSizeMax, .hash_seed = GetParam()}};
  Engine engine_{store_, clock_.now()};
  Model model_;
  Generator generator_{GetParam()};
  int count_ = 0;
};

TEST_P(EngineModel, AnswersAsAMapDoes) {
  while (count_ < kOperations && !HasFatalFailure()) step();
  EXPECT_EQ(store_.statistics().evictions, 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, EngineModel, testing::Values(1, 2, 3, 4, 5));

}  // namespace
}  // namespace mcspec::engine
