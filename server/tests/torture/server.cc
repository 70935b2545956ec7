#include "server/tests/torture/server.h"

#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

namespace mcspec::tests::torture {
namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 5ms;

/// A port that nobody listens on now.
std::uint16_t free_port() {
  const net::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket.number(), generic, size) != 0) return 0;
  if (getsockname(socket.number(), generic, &size) != 0) return 0;
  return ntohs(address.sin_port);
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

Server::Server(std::string command) {
  address_.port = free_port();
  replace_all(command, "{port}", std::to_string(address_.port));
  command.insert(0, "exec ");
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // it must not outlive a program that is killed
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (is_running() && std::chrono::steady_clock::now() < deadline) {
    if (connect_to(address_).is_open()) return;
    std::this_thread::sleep_for(kPause);
  }
}

Server::~Server() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool Server::is_running() {
  int status = 0;
  if (pid_ <= 0 || waitpid(pid_, &status, WNOHANG) == 0) return pid_ > 0;
  pid_ = -1;
  if (WIFEXITED(status)) status_ = WEXITSTATUS(status);
  return false;
}

std::uint64_t Server::resident_size() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::optional<int> Server::stop() {
  if (pid_ > 0) kill(pid_, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (is_running() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kPause);
  }
  return pid_ > 0 ? std::nullopt : status_;
}

}  // namespace mcspec::tests::torture
