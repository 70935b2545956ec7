#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace mcspec::tests {

/// How a process ended, and what it printed on both of its streams.
struct Ending {
  int status = -1;  ///< its exit status; -1 if a signal ended it, or it had to be killed
  std::string text;
};

/// The real server in a process of its own. Everything waits ten seconds at the most.
class ChildServer {
 public:
  /// Starts it with these arguments, and MEMCACHED_PORT_FILENAME set to a file of its own.
  explicit ChildServer(const std::vector<std::string>& arguments);

  /// Kills it, if it still runs.
  ~ChildServer();

  ChildServer(const ChildServer&) = delete;
  ChildServer& operator=(const ChildServer&) = delete;

  /// Waits until it has told its port; 0 if it never does.
  std::uint16_t wait_for_port();

  /// What it wrote to the file of ports.
  std::string port_file_text() const;

  /// Sends it a signal.
  void signal(int number) const;

  /// Waits until it ends.
  Ending wait();

  pid_t pid() const { return pid_; }

 private:
  std::string port_file_;
  pid_t pid_ = -1;
  int output_ = -1;  ///< what it prints
};

/// Runs the server to its end.
Ending run_server(const std::vector<std::string>& arguments);

}  // namespace mcspec::tests
