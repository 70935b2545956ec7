#include "server/tests/child_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace mcspec::tests {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};

/// Becomes the server. Nothing but system calls, as this is the child of a fork.
[[noreturn]] void become_server(char** words, int output) {
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(words[0], words);
  _exit(127);
}

/// Reads to the end of a pipe. False if that does not come in time.
bool read_all(int number, Clock::time_point deadline, std::string& text) {
  std::array<char, 4096> some{};
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd wanted{.fd = number, .events = POLLIN, .revents = 0};
    if (poll(&wanted, 1, std::max(0, static_cast<int>(left.count()))) <= 0) return false;
    const ssize_t size = read(number, some.data(), some.size());
    if (size <= 0) return true;
    text.append(some.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace

ChildServer::ChildServer(const std::vector<std::string>& arguments) {
  static int count = 0;
  port_file_ = "/tmp/mcspec-ports-" + std::to_string(getpid()) + "-" + std::to_string(++count);
  unlink(port_file_.c_str());
  setenv("MEMCACHED_PORT_FILENAME", port_file_.c_str(), 1);

  std::vector<std::string> words = {MCSPECD_PATH};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return;
  output_ = pipe_ends[0];
  pid_ = fork();
  if (pid_ == 0) become_server(pointers.data(), pipe_ends[1]);
  close(pipe_ends[1]);
}

ChildServer::~ChildServer() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(output_);
  unlink(port_file_.c_str());
  unlink((port_file_ + ".lck").c_str());
}

std::uint16_t ChildServer::wait_for_port() {
  const auto deadline = Clock::now() + kPatience;
  while (Clock::now() < deadline) {
    const std::string text = port_file_text();
    const std::size_t at = text.find(": ");
    if (at != std::string::npos) {
      return static_cast<std::uint16_t>(std::strtoul(text.c_str() + at + 2, nullptr, 10));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return 0;
}

std::string ChildServer::port_file_text() const {
  std::ifstream file(port_file_);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void ChildServer::signal(int number) const { kill(pid_, number); }

Ending ChildServer::wait() {
  Ending ending;
  if (pid_ <= 0) return ending;
  if (!read_all(output_, Clock::now() + kPatience, ending.text)) kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  if (WIFEXITED(status)) ending.status = WEXITSTATUS(status);
  return ending;
}

Ending run_server(const std::vector<std::string>& arguments) {
  return ChildServer(arguments).wait();
}

}  // namespace mcspec::tests
