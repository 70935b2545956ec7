#include "server/tests/torture/workload.h"

#include <utility>

#include "server/tests/torture/ledger.h"

namespace mcspec::tests::torture {
namespace {

constexpr std::uint32_t kSharedKeyCount = 20'000;
constexpr std::uint32_t kChainCount = 64;
constexpr std::uint32_t kChainLinkSize = 48;
constexpr std::uint32_t kDepthMax = 200;

/// A flush makes room: between two of them, memory must get full.
constexpr std::uint32_t kRequestsToFlush = 200'000;

/// A key of a legal size, from its name's to 250 octets, always the same for a name.
std::string padded(std::string name) {
  std::uint64_t hash = 0;
  for (const char octet : name) hash = mix(hash ^ static_cast<unsigned char>(octet));
  const std::size_t size = hash % 16 == 0 ? 250 : name.size() + (hash >> 8) % 24;
  if (name.size() < size) name.append(size - name.size(), '.');
  return name;
}

}  // namespace

Workload::Workload(std::uint64_t seed, std::uint32_t identity, bool binary, const Target& target,
                   const Values& values)
    : random_(seed ^ mix(identity)),
      identity_(identity + 1),
      binary_(binary),
      target_(target),
      values_(values) {}

std::vector<Request> Workload::batch(const Beliefs& beliefs, bool countable) {
  const std::uint32_t depth = 1 + random_.below(random_.once_in(8) ? kDepthMax : 12);
  Beliefs expected = beliefs;
  std::vector<Request> requests;
  requests.reserve(depth + 8);
  while (requests.size() < depth) {
    if (!binary_ && random_.once_in(24)) {
      append_multiget(requests);
    } else {
      requests.push_back(one_request(expected, countable));
    }
  }
  if (requests.back().quiet || requests.back().no_reply) {
    requests.push_back(begin(Op::noop, Family::none, 0));
  }
  return requests;
}

Request Workload::unfinished() {
  Request request = begin(Op::set, Family::shared, 0);
  request.key = padded("shared:" + std::to_string(random_.below(kSharedKeyCount)));
  give_value(request, 100 + random_.below(target_.item_size_max / 2));
  return request;
}

Request Workload::one_request(Beliefs& beliefs, bool countable) {
  if (random_.once_in(100)) return malformed_request();
  if (countable && random_.once_in(kRequestsToFlush)) {
    Request request = begin(Op::flush, Family::none, 0);
    if (request.wire == Wire::meta) request.wire = Wire::classic;
    return request;
  }
  const std::uint32_t kind = random_.below(100);
  if (kind < 2) return begin(Op::noop, Family::none, 0);
  if (kind < 12) return chain_request();
  if (kind < 40) return own_request(beliefs);
  if (kind < 50 && countable) return counter_request(beliefs);
  if (kind < 62 && countable) return register_request(beliefs);
  return shared_request();
}

Request Workload::begin(Op op, Family family, std::uint32_t index) {
  Request request;
  request.op = op;
  request.wire = binary_ ? Wire::binary : random_.once_in(2) ? Wire::classic : Wire::meta;
  request.family = family;
  request.index = index;
  request.opaque = ++opaque_;
  return request;
}

void Workload::give_value(Request& request, std::uint32_t size) {
  request.size = size;
  const bool is_described = size >= Values::kDescribedSizeMin;
  request.version =
      is_described ? std::uint64_t{identity_} << 40 | ++version_count_ : std::uint64_t{0};
  request.flags = values_.flags_of(request.key, request.version, size);
}

std::uint32_t Workload::any_size() {
  const std::uint32_t kind = random_.below(2'000);
  if (kind == 0) return target_.item_size_max / 8 * (1 + random_.below(10));
  if (kind == 1) return target_.item_size_max + random_.below(64);
  if (kind < 60) return random_.below(20'000);
  if (kind < 600) return random_.below(6'000);
  return random_.below(160);
}

std::int32_t Workload::any_exptime() {
  switch (random_.below(12)) {
    case 0:
      return -1;
    case 1:
    case 2:
      return 1 + static_cast<std::int32_t>(random_.below(3));
    case 3:
      return 1'000;
    default:
      return 0;
  }
}

Request Workload::own_request(const Beliefs& beliefs) {
  constexpr Op kOps[] = {Op::set, Op::set, Op::set, Op::add,   Op::replace, Op::get,
                         Op::get, Op::get, Op::gat, Op::touch, Op::remove};
  const std::uint32_t index = random_.below(Beliefs::kOwnKeyCount);
  Request request = begin(kOps[random_.below(std::size(kOps))], Family::own, index);
  request.key = padded("own:" + std::to_string(identity_) + ":" +
                       std::to_string(beliefs.generation) + ":" + std::to_string(index));
  request.exptime = any_exptime();
  if (sends_value(request.op)) give_value(request, any_size());
  if (request.op == Op::get) request.quiet = request.wire != Wire::classic && random_.once_in(4);
  return request;
}

Request Workload::shared_request() {
  constexpr Op kOps[] = {Op::set, Op::set, Op::set,     Op::get, Op::get,   Op::get,
                         Op::get, Op::add, Op::replace, Op::gat, Op::touch, Op::remove};
  Request request = begin(kOps[random_.below(std::size(kOps))], Family::shared, 0);
  request.key = padded("shared:" + std::to_string(random_.below(kSharedKeyCount)));
  request.exptime = any_exptime();
  if (sends_value(request.op)) give_value(request, any_size());
  if (!random_.once_in(5)) return request;
  const bool can_be_quiet =
      request.op == Op::get || request.op == Op::remove || (request.op == Op::set && binary_);
  const bool can_be_silent =
      request.op != Op::get && request.op != Op::gat && request.wire == Wire::classic;
  if (can_be_silent) request.no_reply = true;
  if (can_be_quiet && request.wire != Wire::classic) request.quiet = true;
  return request;
}

void Workload::append_multiget(std::vector<Request>& requests) {
  const std::uint32_t count = 2 + random_.below(random_.once_in(8) ? 60 : 8);
  for (std::uint32_t at = 0; at < count; ++at) {
    Request request = begin(Op::get, Family::shared, 0);
    request.wire = Wire::classic;
    request.key = padded("shared:" + std::to_string(random_.below(kSharedKeyCount)));
    request.continued = at + 1 < count;
    request.continues = at > 0;
    requests.push_back(std::move(request));
  }
}

Request Workload::chain_request() {
  constexpr Op kOps[] = {Op::set,    Op::append,  Op::append,  Op::append,
                         Op::append, Op::prepend, Op::prepend, Op::get};
  Request request = begin(kOps[random_.below(std::size(kOps))], Family::chain, 0);
  request.key = padded("chain:" + std::to_string(random_.below(kChainCount)));
  if (!sends_value(request.op)) return request;
  give_value(request, kChainLinkSize);
  request.flags = 0;
  return request;
}

Request Workload::counter_request(Beliefs& beliefs) {
  const std::uint32_t index = random_.below(Beliefs::kSharedCount);
  Op op = random_.once_in(8) ? Op::get : Op::increment;
  if (std::exchange(beliefs.missing_counters[index], false)) op = Op::add;
  Request request = begin(op, Family::counter, index);
  request.key = padded("counter:" + std::to_string(index));
  if (op == Op::add) {
    request.version = Count::first(std::uint64_t{identity_} << 20 | ++epoch_count_);
  }
  return request;
}

Request Workload::register_request(Beliefs& beliefs) {
  const std::uint32_t index = random_.below(Beliefs::kSharedCount);
  const auto seen = std::exchange(beliefs.registers[index], std::nullopt);
  const bool is_missing = std::exchange(beliefs.missing_registers[index], false);
  Request request = begin(is_missing ? Op::add
                          : seen     ? Op::cas
                                     : Op::get,
                          Family::register_, index);
  request.key = padded("register:" + std::to_string(index));
  if (is_missing) {
    request.version = Count::first(std::uint64_t{identity_} << 20 | ++epoch_count_);
  } else if (seen) {
    request.version = seen->version + 1;
    request.unique = seen->unique;
  }
  if (request.op != Op::get) {
    request.size = Values::kDescribedSizeMin + static_cast<std::uint32_t>(request.version % 200);
    request.flags = values_.flags_of(request.key, request.version, request.size);
  }
  return request;
}

Request Workload::malformed_request() {
  Request request = begin(Op::malformed, Family::none, 0);
  request.octets = malformed(request.wire, target_.strictness, request.opaque, random_);
  return request;
}

}  // namespace mcspec::tests::torture
