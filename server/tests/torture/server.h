#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "server/tests/torture/address.h"

namespace mcspec::tests::torture {

/// A server that was started here. What it prints goes where this program's output goes.
class Server {
 public:
  /// Starts `command` with a free port for each {port}. is_running() tells whether that worked.
  explicit Server(std::string command);

  /// Kills it, if it still runs.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const Address& address() const { return address_; }

  /// Whether it has not ended.
  bool is_running();

  /// Octets of resident memory; 0 if it has none.
  std::uint64_t resident_size() const;

  /// Sends it SIGTERM and waits for its end, up to 20 seconds. Its exit status; none if a signal
  /// ended it, or it had to be killed.
  std::optional<int> stop();

 private:
  Address address_;
  pid_t pid_ = -1;
  std::optional<int> status_;  ///< once it has ended by itself
};

}  // namespace mcspec::tests::torture
