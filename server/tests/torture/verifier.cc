#include "server/tests/torture/verifier.h"

#include <charconv>
#include <utility>

#include "codec/big_endian.h"

namespace mcspec::tests::torture {
namespace {

using Problem = std::optional<std::string>;

/// How long an item may live beyond its time: a tick of the server's clock, and one of patience.
constexpr std::chrono::seconds kExpirySlack{2};

/// Whether an operation can end so at all.
bool is_possible(const Request& request, Outcome outcome) {
  switch (outcome) {
    case Outcome::stored:
      return sends_value(request.op);
    case Outcome::not_stored:
      return request.op >= Op::add && request.op <= Op::prepend;
    case Outcome::exists:
      return request.op == Op::cas;
    case Outcome::missing:
      return (request.op >= Op::cas && request.op <= Op::increment) ||
             (request.wire == Wire::binary && request.op == Op::replace);
    case Outcome::value:
      return request.op == Op::get || request.op == Op::gat;
    case Outcome::number:
      return request.op == Op::increment;
    case Outcome::removed:
      return request.op == Op::remove;
    case Outcome::touched:
      return request.op == Op::touch;
    case Outcome::ok:
      return request.op == Op::flush || request.op == Op::noop;
    case Outcome::refused_by_server:
      return sends_value(request.op) || request.op == Op::increment;
    case Outcome::refused:
      return request.op == Op::malformed;
  }
  return false;
}

/// Whether a quiet request says nothing when it ends so.
bool is_silent(const Request& request, Outcome outcome) {
  if (request.op == Op::get) return outcome == Outcome::missing;
  if (request.op == Op::set) return outcome == Outcome::stored;
  return outcome == Outcome::removed;
}

/// What silence means.
Outcome silent_outcome(const Request& request) {
  if (request.op == Op::get) return Outcome::missing;
  return request.op == Op::set ? Outcome::stored : Outcome::removed;
}

bool is_classic_get(const Request& request) {
  return request.wire == Wire::classic && (request.op == Op::get || request.op == Op::gat);
}

constexpr const char* kOpNames[] = {
    "set", "add",   "replace", "append", "prepend", "cas",  "get",
    "gat", "touch", "delete",  "incr",   "flush",   "noop", "malformed request"};
constexpr const char* kWireNames[] = {"classic", "meta", "binary"};

std::string name_of(const Request& request) {
  std::string name = std::string(kWireNames[static_cast<std::size_t>(request.wire)]) + " " +
                     kOpNames[static_cast<std::size_t>(request.op)];
  if (!request.key.empty()) name += " of " + request.key;
  if (request.op == Op::malformed) name += " " + request.octets.substr(0, 16);
  return name;
}

std::string name_of(const Received& received) {
  constexpr const char* kFormNames[] = {"a line",   "a value",      "a number", "a version",
                                        "an error", "a meta reply", "a packet"};
  std::string name = kFormNames[static_cast<std::size_t>(received.form)];
  if (!received.key.empty()) name += " of " + received.key;
  if (received.opaque) name += " with opaque " + std::to_string(*received.opaque);
  return name;
}

}  // namespace

void Verifier::expect(Request request) {
  tally_.note_sent(request);
  pending_.push_back(std::move(request));
}

std::string Verifier::due() const {
  return pending_.empty() ? "nothing" : name_of(pending_.front());
}

Problem Verifier::take(const Received& received) {
  if (has_value_) {
    const bool is_end =
        received.form == Received::Form::line && received.line == codec::classic::Line::end;
    if (is_end) return take_end_of_values();
    if (!pending_.front().continued) return "no END behind the value of " + due();
    pending_.pop_front();
    has_value_ = false;
  }
  while (!pending_.empty()) {
    const Request& request = pending_.front();
    const auto outcome = outcome_of(request, received);
    const bool fits = outcome && is_possible(request, *outcome) && !request.no_reply &&
                      !(request.quiet && is_silent(request, *outcome));
    // Of several keys on one line, only the last is answered when it is missing.
    const bool is_passed = request.continued && (!fits || *outcome == Outcome::missing);
    if (fits && !is_passed) return settle(*outcome, received);
    if (!request.quiet && !request.no_reply && !is_passed) break;
    if (auto problem = settle_silent()) return problem;
  }
  return "out of step: " + name_of(received) + " is no answer to " + due();
}

/// The request in front was not answered, and need not have been.
Problem Verifier::settle_silent() {
  const Request request = std::move(pending_.front());
  pending_.pop_front();
  if (request.no_reply) return std::nullopt;
  const Outcome outcome = request.continued ? Outcome::missing : silent_outcome(request);
  tally_.note_done(request, outcome);
  return judge(request, outcome, {});
}

Problem Verifier::take_end_of_values() {
  has_value_ = false;
  bool is_answered = true;
  bool is_last = false;
  while (!is_last) {
    is_last = !pending_.front().continued;
    if (!is_answered) tally_.note_done(pending_.front(), Outcome::missing);
    is_answered = false;
    pending_.pop_front();
  }
  return std::nullopt;
}

/// The request in front was answered.
Problem Verifier::settle(Outcome outcome, const Received& received) {
  const Request& front = pending_.front();
  tally_.note_done(front, outcome);
  if (is_classic_get(front) && outcome == Outcome::value) {
    has_value_ = true;
    return judge(front, outcome, received);
  }
  const Request request = std::move(pending_.front());
  pending_.pop_front();
  return judge(request, outcome, received);
}

Problem Verifier::judge(const Request& request, Outcome outcome, const Received& received) {
  if (outcome == Outcome::stored && request.size > target_.item_size_max) {
    return "stored although larger than item_size_max: " + name_of(request);
  }
  // memcached since 1.6.25 walks its lists for what was stored in the second of the flush, and may
  // miss some of it while they change.
  const bool flushes_all = target_.strictness == Strictness::mcspecd;
  if (outcome == Outcome::ok && request.op == Op::flush && flushes_all) {
    for (OwnKey& own : beliefs_.own) {
      if (own.may_exist) own.lose("was flushed");
    }
  }
  std::uint64_t version = 0;
  if (outcome == Outcome::value) {
    if (auto problem = judge_value(request, received, version)) return problem;
  }
  switch (request.family) {
    case Family::own:
      return judge_own(request, outcome, version, received.value.size());
    case Family::counter:
    case Family::register_:
      return note_count(request, outcome, received, version);
    case Family::none:
    case Family::shared:
    case Family::chain:
      break;
  }
  return std::nullopt;
}

Problem Verifier::judge_value(const Request& request, const Received& received,
                              std::uint64_t& version) const {
  const codec::Bytes value = received.value;
  if (request.family == Family::chain) return judge_chain(request, value);
  if (request.family == Family::counter) {
    std::from_chars(value.data(), value.data() + value.size(), version);
    if (value.size() == 19 && Count::is_one(version)) return std::nullopt;
    return "a value that nobody has stored: " + name_of(request);
  }
  const auto found = values_.version_of(request.key, value);
  if (!found) return "a value that nobody has stored, or not under this key: " + name_of(request);
  version = *found;
  const auto size = static_cast<std::uint32_t>(value.size());
  if (received.flags && *received.flags != values_.flags_of(request.key, version, size)) {
    return "client flags that do not belong to the value: " + name_of(request);
  }
  return std::nullopt;
}

Problem Verifier::judge_chain(const Request& request, codec::Bytes value) const {
  while (!value.empty()) {
    const std::uint64_t size = value.size() < Values::kDescribedSizeMin
                                   ? value.size() + 1
                                   : codec::read_big_endian<std::uint64_t>(value, 16);
    if (size > value.size() || !values_.version_of(request.key, value.substr(0, size))) {
      return "a part that nobody has appended or prepended: " + name_of(request);
    }
    value.remove_prefix(size);
  }
  return std::nullopt;
}

Problem Verifier::judge_own(const Request& request, Outcome outcome, std::uint64_t version,
                            std::size_t size) {
  OwnKey& own = beliefs_.own[request.index];
  const auto now = Clock::now();
  const bool finds = outcome == Outcome::value || outcome == Outcome::touched ||
                     outcome == Outcome::removed ||
                     (outcome == Outcome::stored && request.op == Op::replace) ||
                     (outcome == Outcome::not_stored && request.op == Op::add);
  if (finds && !own.may_exist) {
    return std::string("found what ") + own.gone + ": " + name_of(request);
  }
  if (finds && own.dead_by && request.asked_at > *own.dead_by) {
    return "found what has lived too long: " + name_of(request);
  }
  if (outcome == Outcome::value && (version != own.version || size != own.size)) {
    return "an old value: version " + std::to_string(version) + " of " + std::to_string(size) +
           " octets instead of version " + std::to_string(own.version) + " of " +
           std::to_string(own.size) + ": " + name_of(request);
  }
  if (outcome == Outcome::stored) {
    own = {.may_exist = true, .version = request.version, .size = request.size, .dead_by = {}};
  }
  const bool sets_time = outcome == Outcome::stored || outcome == Outcome::touched ||
                         (outcome == Outcome::value && request.op == Op::gat);
  if (sets_time) {
    own.dead_by.reset();
    if (request.exptime > 0) {
      own.dead_by = now + std::chrono::seconds(request.exptime) + kExpirySlack;
    }
    if (request.exptime < 0) own.lose("has expired at once");
  }
  const bool is_gone = outcome == Outcome::missing || outcome == Outcome::removed ||
                       (outcome == Outcome::not_stored && request.op == Op::replace);
  if (is_gone) own.lose(outcome == Outcome::removed ? "was deleted" : "was not found before");
  return std::nullopt;
}

Problem Verifier::note_count(const Request& request, Outcome outcome, const Received& received,
                             std::uint64_t version) {
  const bool is_counter = request.family == Family::counter;
  auto& missing = is_counter ? beliefs_.missing_counters : beliefs_.missing_registers;
  missing[request.index] = outcome == Outcome::missing;
  if (!is_counter) beliefs_.registers[request.index].reset();

  if (outcome == Outcome::stored) {
    if (request.op == Op::add) ledger_.create(request.version);
    if (request.op == Op::cas) ledger_.award(request.version);
  }
  if (outcome == Outcome::value && !is_counter) {
    beliefs_.registers[request.index] = {.version = version, .unique = received.unique};
  }
  if (outcome != Outcome::number) return std::nullopt;
  std::uint64_t number = received.number;
  const codec::Bytes value = received.value;
  if (request.wire == Wire::meta) {
    std::from_chars(value.data(), value.data() + value.size(), number);
  }
  if (request.wire == Wire::binary && value.size() == sizeof number) {
    number = codec::read_big_endian<std::uint64_t>(value, 0);
  }
  if (!Count::is_one(number)) return "a number that nobody counts: " + name_of(request);
  ledger_.award(number);
  return std::nullopt;
}

}  // namespace mcspec::tests::torture
