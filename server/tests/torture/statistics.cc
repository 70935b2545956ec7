#include "server/tests/torture/statistics.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstdlib>
#include <sstream>

namespace mcspec::tests::torture {
namespace {

constexpr timeval kPatience{.tv_sec = 20, .tv_usec = 0};

std::string out_of_bounds(const std::string& name, std::uint64_t counted, const Bounds& bounds) {
  return name + " rose by " + std::to_string(counted) + ", and not by " +
         std::to_string(bounds.least) + " to " + std::to_string(bounds.most);
}

}  // namespace

Operator::Operator(const Address& address) : socket_(connect_to(address)) {
  setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
}

std::string Operator::ask(const std::string& line, const std::string& last_line) const {
  const std::string request = line + "\r\n";
  if (send(socket_.number(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return {};
  std::string text;
  std::array<char, 4096> some;
  while (!text.ends_with("\r\n") || !text.ends_with(last_line + "\r\n")) {
    const ssize_t size = recv(socket_.number(), some.data(), some.size(), 0);
    if (size <= 0) return {};
    text.append(some.data(), static_cast<std::size_t>(size));
  }
  return text;
}

std::string Operator::version() const { return ask("version", ""); }

std::map<std::string, std::string> Operator::statistics(const std::string& group) const {
  std::map<std::string, std::string> statistics;
  std::istringstream lines(ask(group.empty() ? "stats" : "stats " + group, "END"));
  std::string word;
  while (lines >> word && word == "STAT") {
    std::string name;
    lines >> name;
    std::getline(lines >> std::ws, statistics[name], '\r');
  }
  return statistics;
}

void Operator::fill() const {
  constexpr std::uint64_t kLimitMax = 1024 * 1024 * 1024;
  constexpr std::size_t kSizes[] = {16, 160, 600, 2'400, 10'000, 40'000};
  const std::uint64_t limit = number_in(statistics(), "limit_maxbytes");
  if (limit > kLimitMax) return;
  std::uint64_t stored = 0;
  for (std::uint64_t round = 0; stored < limit + limit / 2; ++round) {
    std::string requests;
    for (const std::size_t size : kSizes) {
      // As many octets of each size.
      for (std::size_t count = 0; count < 40'000 / size; ++count) {
        requests += "set fill:" + std::to_string(round) + ":" + std::to_string(size) + ":" +
                    std::to_string(count) + " 0 0 " + std::to_string(size) + " noreply\r\n" +
                    std::string(size, 'f') + "\r\n";
      }
    }
    stored += requests.size();
    const bool is_sent = send(socket_.number(), requests.data(), requests.size(), MSG_NOSIGNAL) ==
                         static_cast<ssize_t>(requests.size());
    if (!is_sent) return;
  }
}

std::uint64_t number_in(const std::map<std::string, std::string>& statistics,
                        const std::string& name) {
  const auto found = statistics.find(name);
  return found == statistics.end() ? 0 : std::strtoull(found->second.c_str(), nullptr, 10);
}

std::optional<std::string> find_discrepancy(const Accounts& accounts, const Tally& tally) {
  const auto& after = accounts.after;
  const auto risen = [&](const std::string& name) {
    return number_in(after, name) - number_in(accounts.before, name);
  };
  if (after.empty()) return "`stats` is not answered";
  if (risen("cmd_get") != risen("get_hits") + risen("get_misses")) {
    return "cmd_get rose by " + std::to_string(risen("cmd_get")) + ", get_hits by " +
           std::to_string(risen("get_hits")) + " and get_misses by " +
           std::to_string(risen("get_misses"));
  }
  if (accounts.keeps_limit && number_in(after, "bytes") > number_in(after, "limit_maxbytes")) {
    return "bytes " + after.at("bytes") + " are more than limit_maxbytes";
  }
  if (!accounts.is_alone) return std::nullopt;

  const auto outside = [](std::uint64_t counted, const Bounds& bounds) {
    return counted < bounds.least || counted > bounds.most;
  };
  const std::uint64_t increments = risen("incr_hits") + risen("incr_misses");
  if (outside(risen("cmd_get"), tally.gets)) {
    return out_of_bounds("cmd_get", risen("cmd_get"), tally.gets);
  }
  if (outside(risen("cmd_set"), tally.sets)) {
    return out_of_bounds("cmd_set", risen("cmd_set"), tally.sets);
  }
  if (outside(risen("cmd_flush"), tally.flushes)) {
    return out_of_bounds("cmd_flush", risen("cmd_flush"), tally.flushes);
  }
  if (outside(increments, tally.increments)) {
    return out_of_bounds("incr_hits and incr_misses", increments, tally.increments);
  }
  if (risen("total_connections") != tally.connections) {
    return "total_connections rose by " + std::to_string(risen("total_connections")) + ", and " +
           std::to_string(tally.connections) + " were made";
  }
  return std::nullopt;
}

}  // namespace mcspec::tests::torture
