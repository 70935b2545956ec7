#include "server/net/wakeup.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>

namespace mcspec::net {

Wakeup::Wakeup() noexcept
    : Channel(FileDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), ChannelKind::notifier) {
  if (!descriptor.is_open()) error_ = errno;
}

void Wakeup::signal() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(descriptor.number(), &one, sizeof(one));
}

void Wakeup::clear() noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto taken = read(descriptor.number(), &count, sizeof(count));
}

}  // namespace mcspec::net
