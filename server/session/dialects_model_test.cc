// The same operations through classic, meta and binary, in any mixture, by three peers of one
// server: every answer is that of a map, whichever dialect asks for what another one has written.

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "codec/binary/packet.h"
#include "codec/binary/reply.h"
#include "server/session/session.h"

namespace mcspec::session {
namespace {

namespace binary = codec::binary;

constexpr int kOperations = 40'000;  // for each seed
constexpr base::Instant kStart = 1'700'000'000;

/// What every dialect can ask for.
struct Operation {
  enum class Kind {
    get,
    set,
    add,
    replace,
    append,
    prepend,
    cas,
    remove,
    increment,
    decrement,
    touch,
    flush,
  } kind = Kind::get;
  std::string key;
  std::string value;
  std::uint32_t flags = 0;
  std::uint32_t exptime = 0;  ///< seconds from now, 0: never
  std::uint64_t unique = 0;
  std::uint64_t delta = 0;
};
using Kind = Operation::Kind;

/// What every dialect can answer.
struct Answer {
  enum class What { hit, done, number, not_found, not_stored, exists, non_numeric } what;
  std::string value{};
  std::uint32_t flags = 0;
  std::uint64_t unique = 0;
  std::uint64_t number = 0;
};
using What = Answer::What;

/// The rules, over a map.
class Model {
 public:
  Answer execute(const Operation& op, base::Instant now) {
    if (op.kind == Kind::flush) {
      items_.clear();
      return {What::done};
    }
    Item* item = find(op.key, now);
    switch (op.kind) {
      case Kind::get:
        if (item == nullptr) return {What::not_found};
        return {What::hit, item->value, item->flags, item->unique};
      case Kind::set:
        return put(op, now);
      case Kind::add:
        ++unique_;
        return item != nullptr ? Answer{What::not_stored} : put(op, now, false);
      case Kind::replace:
        ++unique_;
        return item == nullptr ? Answer{What::not_stored} : put(op, now, false);
      case Kind::cas:
        ++unique_;
        if (item == nullptr) return {What::not_found};
        return item->unique != op.unique ? Answer{What::exists} : put(op, now, false);
      case Kind::append:
      case Kind::prepend:
        ++unique_;
        if (item == nullptr) return {What::not_stored};
        item->value = op.kind == Kind::append ? item->value + op.value : op.value + item->value;
        item->unique = unique_;
        return {What::done};
      case Kind::remove:
        if (item == nullptr) return {What::not_found};
        items_.erase(op.key);
        return {What::done};
      case Kind::touch:
        if (item == nullptr) return {What::not_found};
        item->deadline = deadline(op, now);
        return {What::done};
      case Kind::increment:
      case Kind::decrement:
        return count(op, item);
      case Kind::flush:
        break;
    }
    return {What::done};
  }

 private:
  struct Item {
    std::string value;
    std::uint32_t flags = 0;
    std::uint64_t unique = 0;
    base::Instant deadline = base::kNever;
  };

  static base::Instant deadline(const Operation& op, base::Instant now) {
    return op.exptime == 0 ? base::kNever : now + op.exptime;
  }

  Item* find(const std::string& key, base::Instant now) {
    const auto found = items_.find(key);
    if (found == items_.end()) return nullptr;
    if (found->second.deadline != base::kNever && found->second.deadline <= now) {
      items_.erase(found);
      return nullptr;
    }
    return &found->second;
  }

  Answer put(const Operation& op, base::Instant now, bool draws = true) {
    if (draws) ++unique_;
    items_[op.key] = {op.value, op.flags, unique_, deadline(op, now)};
    return {What::done};
  }

  /// Only what the test's values look like: digits, and blanks behind them.
  static std::optional<std::uint64_t> number_of(std::string_view value) {
    const std::string_view digits = value.substr(0, value.find_first_not_of("0123456789"));
    if (digits.empty() || (digits.size() < value.size() && value[digits.size()] != ' ')) {
      return std::nullopt;
    }
    std::uint64_t sum = 0;
    for (const char digit : digits) {
      const auto add = static_cast<std::uint64_t>(digit - '0');
      if (sum > (UINT64_MAX - add) / 10) return std::nullopt;
      sum = sum * 10 + add;
    }
    return sum;
  }

  Answer count(const Operation& op, Item* item) {
    if (item == nullptr) return {What::not_found};
    const std::optional<std::uint64_t> number = number_of(item->value);
    if (!number) return {What::non_numeric};
    const std::uint64_t before = *number;
    std::uint64_t after = before + op.delta;
    if (op.kind == Kind::decrement) after = before < op.delta ? 0 : before - op.delta;
    std::string text = std::to_string(after);
    if (text.size() < item->value.size()) text.resize(item->value.size(), ' ');
    item->value = text;
    item->unique = ++unique_;
    return {.what = What::number, .number = after};
  }

  std::map<std::string, Item> items_;
  std::uint64_t unique_ = 1;
};

std::string text(std::uint64_t number) { return std::to_string(number); }

std::string classic_request(const Operation& op) {
  const auto store = [&](const std::string& verb) {
    std::string line = verb + ' ' + op.key + ' ' + text(op.flags) + ' ' + text(op.exptime) + ' ' +
                       text(op.value.size());
    if (op.kind == Kind::cas) line += ' ' + text(op.unique);
    return line + "\r\n" + op.value + "\r\n";
  };
  switch (op.kind) {
    case Kind::get:
      return "gets " + op.key + "\r\n";
    case Kind::set:
      return store("set");
    case Kind::add:
      return store("add");
    case Kind::replace:
      return store("replace");
    case Kind::append:
      return store("append");
    case Kind::prepend:
      return store("prepend");
    case Kind::cas:
      return store("cas");
    case Kind::remove:
      return "delete " + op.key + "\r\n";
    case Kind::increment:
      return "incr " + op.key + ' ' + text(op.delta) + "\r\n";
    case Kind::decrement:
      return "decr " + op.key + ' ' + text(op.delta) + "\r\n";
    case Kind::touch:
      return "touch " + op.key + ' ' + text(op.exptime) + "\r\n";
    case Kind::flush:
      return "flush_all\r\n";
  }
  return {};
}

std::string classic_reply(const Operation& op, const Answer& answer) {
  switch (answer.what) {
    case What::hit:
      return "VALUE " + op.key + ' ' + text(answer.flags) + ' ' + text(answer.value.size()) + ' ' +
             text(answer.unique) + "\r\n" + answer.value + "\r\nEND\r\n";
    case What::done:
      if (op.kind == Kind::remove) return "DELETED\r\n";
      if (op.kind == Kind::touch) return "TOUCHED\r\n";
      return op.kind == Kind::flush ? "OK\r\n" : "STORED\r\n";
    case What::number:
      return text(answer.number) + "\r\n";
    case What::not_found:
      return op.kind == Kind::get ? "END\r\n" : "NOT_FOUND\r\n";
    case What::not_stored:
      return "NOT_STORED\r\n";
    case What::exists:
      return "EXISTS\r\n";
    case What::non_numeric:
      return "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n";
  }
  return {};
}

std::string meta_request(const Operation& op) {
  const auto store = [&](const std::string& flags) {
    return "ms " + op.key + ' ' + text(op.value.size()) + " F" + text(op.flags) + " T" +
           text(op.exptime) + flags + "\r\n" + op.value + "\r\n";
  };
  switch (op.kind) {
    case Kind::get:
      return "mg " + op.key + " f c v\r\n";
    case Kind::set:
      return store("");
    case Kind::add:
      return store(" ME");
    case Kind::replace:
      return store(" MR");
    case Kind::append:
      return store(" MA");
    case Kind::prepend:
      return store(" MP");
    case Kind::cas:
      return store(" C" + text(op.unique));
    case Kind::remove:
      return "md " + op.key + "\r\n";
    case Kind::increment:
      return "ma " + op.key + " v D" + text(op.delta) + "\r\n";
    case Kind::decrement:
      return "ma " + op.key + " v MD D" + text(op.delta) + "\r\n";
    case Kind::touch:
      return "mg " + op.key + " T" + text(op.exptime) + "\r\n";
    case Kind::flush:
      break;
  }
  return classic_request(op);
}

std::string meta_reply(const Operation& op, const Answer& answer) {
  switch (answer.what) {
    case What::hit:
      return "VA " + text(answer.value.size()) + " f" + text(answer.flags) + " c" +
             text(answer.unique) + "\r\n" + answer.value + "\r\n";
    case What::done:
      return op.kind == Kind::flush ? "OK\r\n" : "HD\r\n";
    case What::number:
      return "VA " + text(text(answer.number).size()) + "\r\n" + text(answer.number) + "\r\n";
    case What::not_found:
      return op.kind == Kind::get || op.kind == Kind::touch ? "EN\r\n" : "NF\r\n";
    case What::not_stored:
      return "NS\r\n";
    case What::exists:
      return "EX\r\n";
    case What::non_numeric:
      return "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n";
  }
  return {};
}

binary::Opcode opcode_of(Kind kind) {
  switch (kind) {
    case Kind::get:
      return binary::Opcode::get;
    case Kind::set:
    case Kind::cas:
      return binary::Opcode::set;
    case Kind::add:
      return binary::Opcode::add;
    case Kind::replace:
      return binary::Opcode::replace;
    case Kind::append:
      return binary::Opcode::append;
    case Kind::prepend:
      return binary::Opcode::prepend;
    case Kind::remove:
      return binary::Opcode::delete_;
    case Kind::increment:
      return binary::Opcode::increment;
    case Kind::decrement:
      return binary::Opcode::decrement;
    case Kind::touch:
      return binary::Opcode::touch;
    case Kind::flush:
      return binary::Opcode::flush;
  }
  return binary::Opcode::noop;
}

std::string binary_request(const Operation& op) {
  std::array<char, 20> space;
  codec::Writer extras(space);
  switch (op.kind) {
    case Kind::set:
    case Kind::add:
    case Kind::replace:
    case Kind::cas:
      extras.put_big_endian(op.flags).put_big_endian(op.exptime);
      break;
    case Kind::increment:
    case Kind::decrement:
      extras.put_big_endian(op.delta).put_big_endian(std::uint64_t{0});
      extras.put_big_endian(binary::kDoNotCreate);
      break;
    case Kind::touch:
      extras.put_big_endian(op.exptime);
      break;
    case Kind::get:
    case Kind::append:
    case Kind::prepend:
    case Kind::remove:
    case Kind::flush:
      break;
  }
  const std::size_t body_size = extras.size() + op.key.size() + op.value.size();
  const binary::Packet packet{.header = {.magic = binary::kRequestMagic,
                                         .opcode = static_cast<std::uint8_t>(opcode_of(op.kind)),
                                         .key_size = static_cast<std::uint16_t>(op.key.size()),
                                         .extras_size = static_cast<std::uint8_t>(extras.size()),
                                         .body_size = static_cast<std::uint32_t>(body_size),
                                         .cas = op.unique},
                              .extras = extras.written(),
                              .key = op.key};
  std::string octets(512, '\0');
  codec::Writer out(octets);
  encode(out, packet);
  return std::string(out.written()) + op.value;
}

binary::Status status_of(const Operation& op, What what) {
  switch (what) {
    case What::hit:
    case What::done:
    case What::number:
      return binary::Status::success;
    case What::not_found:
      return binary::Status::key_not_found;
    case What::not_stored:
      // The binary protocol says why, where the condition is the command's.
      if (op.kind == Kind::add) return binary::Status::key_exists;
      if (op.kind == Kind::replace) return binary::Status::key_not_found;
      return binary::Status::not_stored;
    case What::exists:
      return binary::Status::key_exists;
    case What::non_numeric:
      return binary::Status::non_numeric;
  }
  return binary::Status::success;
}

/// What is wrong with a binary reply; nothing if it is what the answer says.
std::string check_binary(const Operation& op, const Answer& answer, std::string_view reply) {
  if (reply.size() < binary::kHeaderSize) return "no header";
  const binary::Header header = binary::decode_header(reply);
  const binary::ReplyPacket packet = binary::decode_reply(header, reply);
  const std::string_view value = reply.substr(binary::reply_head_size(header));
  if (value.size() != packet.value_size) return "not one reply";
  if (header.status != static_cast<std::uint16_t>(status_of(op, answer.what))) {
    return "status " + text(header.status);
  }
  if (answer.what == What::hit) {
    if (value != answer.value) return "another value";
    if (header.cas != answer.unique) return "CAS unique " + text(header.cas);
    if (codec::read_big_endian<std::uint32_t>(packet.extras, 0) != answer.flags) return "flags";
  }
  if (answer.what == What::number &&
      codec::read_big_endian<std::uint64_t>(value, 0) != answer.number) {
    return "another number";
  }
  return {};
}

/// Operations over few keys and few values, so that they meet each other often.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  /// A unique that an item may still have.
  void learn(std::uint64_t unique) { unique_ = unique; }

  Operation operation() {
    Operation op;
    op.kind = below(300) == 0 ? Kind::flush : static_cast<Kind>(below(11));
    if (op.kind == Kind::flush) return op;
    op.key = "key" + text(below(6));
    if (op.kind == Kind::touch) op.exptime = static_cast<std::uint32_t>(below(4));
    if (op.kind == Kind::increment || op.kind == Kind::decrement) op.delta = delta();
    if (op.kind < Kind::set || op.kind > Kind::cas) return op;
    if (op.kind == Kind::append || op.kind == Kind::prepend) {
      op.value = below(2) == 0 ? "7" : "vv";
      return op;
    }
    op.value = value();
    op.flags = below(2) == 0 ? 0 : static_cast<std::uint32_t>(random_());
    op.exptime = below(3) == 0 ? static_cast<std::uint32_t>(1 + below(4)) : 0;
    if (op.kind == Kind::cas) op.unique = unique_;
    return op;
  }

 private:
  std::uint64_t delta() {
    constexpr std::array<std::uint64_t, 5> kDeltas = {0, 1, 7, 100'000, ~std::uint64_t{0}};
    return kDeltas[below(kDeltas.size())];
  }

  std::string value() {
    switch (below(4)) {
      case 0:
        return {};
      case 1:
        return text(below(1000));
      case 2:
        return std::string("\x80\0\r\n x", 6);
      default:
        return std::string(below(200), 'v');
    }
  }

  std::mt19937_64 random_;
  std::uint64_t unique_ = 1;
};

class DialectsModel : public testing::TestWithParam<std::uint64_t> {
 protected:
  std::string tell(Session& session, std::string_view octets) {
    Output output;
    EXPECT_EQ(session.receive(octets, now_, output), octets.size());
    return std::string(output.pending());
  }

  void step() {
    if (generator_.below(8) == 0) now_ += static_cast<base::Instant>(generator_.below(3));
    const Operation op = generator_.operation();
    const Answer expected = model_.execute(op, now_);
    if (expected.what == What::hit) generator_.learn(expected.unique);
    switch (generator_.below(3)) {
      case 0:
        ASSERT_EQ(tell(classic_, classic_request(op)), classic_reply(op, expected))
            << classic_request(op);
        break;
      case 1:
        ASSERT_EQ(tell(meta_, meta_request(op)), meta_reply(op, expected)) << meta_request(op);
        break;
      default:
        ASSERT_EQ(check_binary(op, expected, tell(binary_, binary_request(op))), "")
            << "binary, for " << classic_request(op);
        break;
    }
  }

  store::Store store_{store::Options{.memory_limit = 8 << 20, .hash_seed = GetParam()}};
  engine::Engine engine_{store_, kStart};
  base::ConnectionCounters connections_{1, 1024};
  base::Log log_;
  admin::Statistics statistics_{{.connections = connections_, .log = log_, .started = kStart}};
  Server server_{.engine = engine_,
                 .statistics = statistics_,
                 .authentication = connections_.authentication(),
                 .log = log_,
                 .limits = {}};
  Session classic_{server_};
  Session meta_{server_};
  Session binary_{server_};
  Model model_;
  Generator generator_{GetParam()};
  base::Instant now_ = kStart + 10;
};

TEST_P(DialectsModel, AnswerAsOneMapDoes) {
  for (int operation = 0; operation < kOperations && !HasFatalFailure(); ++operation) step();
}

INSTANTIATE_TEST_SUITE_P(Seeds, DialectsModel, testing::Values(1, 2, 3, 4, 5));

}  // namespace
}  // namespace mcspec::session
