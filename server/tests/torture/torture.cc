// The program: see kHelpText in options.cc.

#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <memory>
#include <random>
#include <thread>

#include "server/tests/torture/load.h"
#include "server/tests/torture/options.h"
#include "server/tests/torture/server.h"
#include "server/tests/torture/statistics.h"

namespace mcspec::tests::torture {
namespace {

using namespace std::chrono_literals;

constexpr int kBroken = 1;
constexpr int kUsage = 2;
constexpr int kNoServer = 3;

constexpr double kMebibyte = 1024 * 1024;

/// From which length of a run on memory is judged: a quarter of it must be enough for buffers to
/// reach the size that they keep, and for slab pages to reach the classes that need them.
std::uint32_t seconds_to_judge_memory(Strictness strictness) {
  return strictness == Strictness::mcspecd ? 8 : 30;
}

/// Resident memory of the server; both 0 if it was not started here.
struct Resident {
  std::uint64_t warm = 0;  ///< the most in the first quarter
  std::uint64_t last = 0;

  bool has_grown() const {
    return static_cast<double>(last) > static_cast<double>(warm) * 1.05 + kMebibyte;
  }
};

/// Lets the load run its time, or until it fails.
Resident watch(const Options& options, const Load& load, Server* server) {
  Resident resident;
  const bool shows_progress = isatty(STDERR_FILENO) != 0;
  const auto begin = Clock::now();
  const auto length = std::chrono::seconds(options.seconds);
  auto elapsed = Clock::now() - begin;
  while (elapsed < length && !load.has_failed()) {
    std::this_thread::sleep_for(100ms);
    elapsed = Clock::now() - begin;
    if (server != nullptr) resident.last = server->resident_size();
    if (elapsed <= length / 4) resident.warm = std::max(resident.warm, resident.last);
    if (!shows_progress) continue;
    std::fprintf(stderr, "\r%4.0f of %" PRIu32 " s  %" PRIu64 " requests  RSS %.1f MiB ",
                 std::chrono::duration<double>(elapsed).count(), options.seconds, load.sent_count(),
                 static_cast<double>(resident.last) / kMebibyte);
  }
  if (shows_progress) std::fputs("\r\33[K", stderr);
  return resident;
}

Target find_out(const Operator& control) {
  Target target;
  if (control.version().find("mcspecd") != std::string::npos) {
    target.strictness = Strictness::mcspecd;
  }
  const auto size = number_in(control.statistics("settings"), "item_size_max");
  if (size != 0) target.item_size_max = static_cast<std::uint32_t>(size);
  return target;
}

/// The statistics, once the server has noticed that everybody is gone; after ten seconds anyway.
std::map<std::string, std::string> settled_statistics(const Operator& control,
                                                      std::uint64_t connection_count) {
  const auto deadline = Clock::now() + 10s;
  while (true) {
    auto statistics = control.statistics();
    const bool is_settled = number_in(statistics, "curr_connections") <= connection_count;
    if (is_settled || statistics.empty() || Clock::now() > deadline) return statistics;
    std::this_thread::sleep_for(20ms);
  }
}

/// What is wrong behind the load: empty if nothing is.
std::string find_problem(const Load& load, const Operator& control, Accounts& accounts,
                         const Resident& resident, bool judges_memory) {
  if (!load.failure().empty()) return load.failure();
  if (const auto problem = load.ledger().problem()) return *problem;
  const std::uint64_t before = number_in(accounts.before, "curr_connections");
  accounts.after = settled_statistics(control, before);
  if (control.version().empty()) return "the server does not answer any more";
  if (const auto problem = find_discrepancy(accounts, load.tally())) return *problem;
  const std::uint64_t after = number_in(accounts.after, "curr_connections");
  if (accounts.is_alone && after > before) {
    return "curr_connections was " + std::to_string(before) + " and is " + std::to_string(after);
  }
  return judges_memory && resident.has_grown() ? "resident memory grows" : "";
}

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

void report(const Options& options, const Load& load, const Accounts& accounts,
            const Resident& resident, std::uint64_t seed, bool is_broken) {
  std::printf("%s  %s requests in %" PRIu32 " s, %s", is_broken ? "BROKEN" : "HELD",
              with_commas(load.tally().sent).c_str(), options.seconds,
              is_broken ? "" : "0 desyncs, ");
  std::printf("%s connections, %s numbers won, ", with_commas(load.tally().connections).c_str(),
              with_commas(load.ledger().award_count()).c_str());
  if (!accounts.after.empty()) {
    const std::uint64_t evictions =
        number_in(accounts.after, "evictions") - number_in(accounts.before, "evictions");
    std::printf("%s evictions, ", with_commas(evictions).c_str());
  }
  if (resident.last != 0) {
    std::printf("RSS %.1f -> %.1f MiB, ", static_cast<double>(resident.warm) / kMebibyte,
                static_cast<double>(resident.last) / kMebibyte);
  }
  std::printf("seed %" PRIu64 "\n", seed);
}

int run(const Options& options) {
  std::unique_ptr<Server> server;
  if (!options.address) server = std::make_unique<Server>(options.spawn);
  const Address address = options.address.value_or(server ? server->address() : Address());
  const Operator control(address);
  control.fill();
  Accounts accounts{.before = control.statistics(), .is_alone = server != nullptr};
  if (accounts.before.empty()) {
    std::fprintf(stderr, "mcspecd_torture: no server answers on %s:%u\n", address.host.c_str(),
                 unsigned{address.port});
    return kNoServer;
  }
  const std::uint64_t seed = options.seed.value_or(std::random_device()());
  const Target target = find_out(control);
  accounts.keeps_limit = target.strictness == Strictness::mcspecd;
  Load load(options, seed, address, target);
  const Resident resident = watch(options, load, server.get());
  load.end();

  const bool judges_memory =
      !options.ignores_memory && options.seconds >= seconds_to_judge_memory(target.strictness);
  std::string problem = find_problem(load, control, accounts, resident, judges_memory);
  if (server != nullptr) {
    const bool was_running = server->is_running();
    const auto status = server->stop();
    if (!was_running) problem = "the server has ended by itself; " + problem;
    if (status != 0 && problem.empty()) {
      problem = "the server ended with " +
                (status ? "status " + std::to_string(*status) : std::string("a signal")) +
                " on SIGTERM";
    }
  }
  if (!problem.empty()) std::printf("%s\n", problem.c_str());
  report(options, load, accounts, resident, seed, !problem.empty());
  return problem.empty() ? 0 : kBroken;
}

}  // namespace
}  // namespace mcspec::tests::torture

int main(int count, char** words) {
  using namespace mcspec::tests::torture;
  std::signal(SIGPIPE, SIG_IGN);
  std::string problem;
  const auto options =
      read_options(count, words, MCSPECD_PATH " -l 127.0.0.1 -p {port} -m 16 -I 128k", problem);
  if (!options) {
    std::fprintf(stderr, "mcspecd_torture: %s; --help explains\n", problem.c_str());
    return kUsage;
  }
  if (options->wants_help) {
    std::fputs(kHelpText, stdout);
    return 0;
  }
  return run(*options);
}
