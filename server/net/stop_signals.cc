#include "server/net/stop_signals.h"

#include <pthread.h>
#include <sys/signalfd.h>

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
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return FileDescriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace

StopSignals::StopSignals() noexcept : Channel(catch_signals(), ChannelKind::notifier) {
  if (!descriptor.is_open()) error_ = errno;
}

}  // namespace mcspec::net
