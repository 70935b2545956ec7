#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/tests/torture/address.h"
#include "server/tests/torture/ledger.h"
#include "server/tests/torture/options.h"
#include "server/tests/torture/tally.h"
#include "server/tests/torture/value.h"
#include "server/tests/torture/workload.h"

namespace mcspec::tests::torture {

/// The threads that ask. They begin when it is made, and end at end() or at the first failure.
class Load {
 public:
  Load(const Options& options, std::uint64_t seed, const Address& address, const Target& target);
  ~Load();

  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Whether something is wrong already. Any thread.
  bool has_failed() const { return has_failed_.load(); }

  /// Requests so far. Any thread.
  std::uint64_t sent_count() const { return sent_count_.load(std::memory_order_relaxed); }

  /// Lets the connections finish what they have begun, and waits for that.
  void end();

  /// After end(): what the first connection that failed has to say; empty if none has.
  const std::string& failure() const { return failure_; }

  const Tally& tally() const { return tally_; }
  const Ledger& ledger() const { return ledger_; }

 private:
  void run(std::uint32_t thread);

  const Options& options_;
  std::uint64_t seed_;
  const Address& address_;
  const Target& target_;
  Values values_;
  std::atomic<bool> is_ending_{false};
  std::atomic<bool> has_failed_{false};
  std::atomic<std::uint64_t> sent_count_{0};
  std::mutex mutex_;
  std::string failure_;  ///< by the mutex, like what follows
  Tally tally_;
  Ledger ledger_;
  std::vector<std::thread> threads_;
};

}  // namespace mcspec::tests::torture
