#include "server/tests/torture/load.h"

#include <poll.h>

#include <algorithm>
#include <memory>

#include "server/tests/torture/connection.h"

namespace mcspec::tests::torture {
namespace {

/// How long a thread sleeps at the most; slow readers wake up so much too late.
constexpr int kPollMilliseconds = 5;

using Connections = std::vector<std::unique_ptr<Connection>>;

/// Waits until a connection can go on, and lets all go on that can.
void turn(const Connections& connections, bool is_ending) {
  std::vector<pollfd> wanted;
  wanted.reserve(connections.size());
  const auto now = Clock::now();
  for (const auto& connection : connections) {
    const short events = connection->is_over() ? short{0} : connection->wanted_events(now);
    wanted.push_back({.fd = events == 0 ? -1 : connection->number(), .events = events});
  }
  poll(wanted.data(), wanted.size(), kPollMilliseconds);
  for (std::size_t at = 0; at < connections.size(); ++at) {
    if (connections[at]->is_over()) continue;
    if (wanted[at].revents != 0) connections[at]->step(wanted[at].revents, is_ending);
    if (!connections[at]->is_over()) connections[at]->watch_for_stall();
  }
}

}  // namespace

Load::Load(const Options& options, std::uint64_t seed, const Address& address, const Target& target)
    : options_(options), seed_(seed), address_(address), target_(target), values_(mix(seed)) {
  for (std::uint32_t thread = 0; thread < options.thread_count; ++thread) {
    threads_.emplace_back([this, thread] { run(thread); });
  }
}

Load::~Load() { end(); }

void Load::end() {
  is_ending_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Load::run(std::uint32_t thread) {
  Tally tally;
  Ledger ledger;
  Connections connections;
  for (std::uint32_t count = 0; count < options_.connection_count; ++count) {
    const std::uint32_t identity = thread * options_.connection_count + count;
    connections.push_back(
        std::make_unique<Connection>(seed_, identity, address_, target_, values_, tally, ledger));
  }
  const auto has_failed = [](const auto& connection) { return !connection->failure().empty(); };
  const auto is_over = [](const auto& connection) { return connection->is_over(); };
  std::uint64_t counted = 0;
  while (!has_failed_ && !std::all_of(connections.begin(), connections.end(), is_over)) {
    turn(connections, is_ending_);
    sent_count_.fetch_add(tally.sent - counted, std::memory_order_relaxed);
    counted = tally.sent;
    if (std::any_of(connections.begin(), connections.end(), has_failed)) has_failed_ = true;
  }
  const std::lock_guard lock(mutex_);
  const auto failed = std::find_if(connections.begin(), connections.end(), has_failed);
  if (failed != connections.end() && failure_.empty()) failure_ = (*failed)->failure();
  tally_.add(tally);
  ledger_.merge(ledger);
}

}  // namespace mcspec::tests::torture
