#include "server/net/signals.h"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace mcspec::net {
namespace {

FileDescriptor catch_signals() noexcept {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return FileDescriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace

Signals::Signals() noexcept : Channel(catch_signals(), ChannelKind::notifier) {
  if (!descriptor.is_open()) error_ = errno;
}

std::optional<Signal> Signals::take() noexcept {
  signalfd_siginfo details{};
  const ssize_t size = read(descriptor.number(), &details, sizeof(details));
  if (size != static_cast<ssize_t>(sizeof(details))) return std::nullopt;
  return details.ssi_signo == SIGHUP ? Signal::hang_up : Signal::stop;
}

}  // namespace mcspec::net
