#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <memory>

#include "server/net/reactor.h"

namespace mcspec::net {

/// A Reactor on level-triggered epoll. A stream that is readable costs one recv, however much has
/// come: what is left is reported again, after everybody else had a turn.
class EpollReactor final : public Reactor {
 public:
  EpollReactor() noexcept;

  /// Why it cannot be used: an errno; 0 if it can.
  int error() const noexcept { return error_; }

  int add(Channel& channel) noexcept override;
  void remove(Channel& channel) noexcept override;
  void set_interest(Channel& channel, Interest interest) noexcept override;
  SysResult<std::size_t> send(Channel& channel, std::string_view octets) noexcept override;
  void finish(Channel& channel) noexcept override;
  void wait(int timeout_ms) noexcept override;
  std::optional<Event> next() noexcept override;

 private:
  /// Things that one wait can find; the rest is found by the next.
  static constexpr std::size_t kBatchSize = 128;

  void arm(Channel& channel, Interest interest) noexcept;
  std::optional<Event> look(Channel& channel, std::uint32_t found) noexcept;
  std::optional<Event> receive(Channel& channel) noexcept;
  std::optional<Event> receive_tls(Channel& channel) noexcept;

  FileDescriptor epoll_;
  int error_ = 0;
  std::unique_ptr<char[]> buffer_;  ///< headroom and what is received; only with streams
  std::array<epoll_event, kBatchSize> found_{};
  std::size_t found_count_ = 0;
  std::size_t at_ = 0;  ///< the next of `found_` to look at
};

}  // namespace mcspec::net
