#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "server/net/file_descriptor.h"
#include "server/net/sys_result.h"
#include "server/net/tls_stream.h"

namespace mcspec::net {

/// What the owner of a channel waits for.
enum class Interest : std::uint8_t { nothing, input, output };

/// What a reactor does when input is there.
enum class ChannelKind : std::uint8_t {
  stream,    ///< takes it from the socket, and hands it over
  notifier,  ///< leaves it to the owner: listening sockets, eventfd, signalfd
};

/// A descriptor as a reactor knows it; the base of what owns one. Stays where it is while it is
/// added to a reactor.
struct Channel {
  Channel(FileDescriptor owned, ChannelKind channel_kind,
          std::unique_ptr<TlsStream> channel_tls = nullptr) noexcept
      : descriptor(std::move(owned)), tls(std::move(channel_tls)), kind(channel_kind) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  FileDescriptor descriptor;
  const std::unique_ptr<TlsStream> tls;  ///< what a stream's octets go through; null: nothing
  const ChannelKind kind;
  Interest interest = Interest::nothing;  ///< belongs to the reactor
  Interest armed = Interest::nothing;     ///< belongs to the reactor
};

/// One thing that happened to one channel.
struct Event {
  enum class Kind : std::uint8_t {
    received,  ///< a stream got `octets`
    ended,     ///< a stream's peer sends no more
    failed,    ///< a stream is broken
    sendable,  ///< a stream takes octets again
    ready,     ///< a notifier has something to say
  };

  Channel* channel = nullptr;
  Kind kind = Kind::ready;

  /// What was received. Writable, and so are Reactor::kHeadroom octets before it, so that what
  /// an owner has kept can be put there. Valid until the next call of next() or wait().
  std::span<char> octets{};
};

/// Tells one thread what happens on its descriptors, and moves their octets. Events come one by
/// one, each when the last has been dealt with, so that nothing calls back. Not thread-safe.
class Reactor {
 public:
  /// Octets before those received that may be written: a text line of any command but get.
  static constexpr std::size_t kHeadroom = std::size_t{16} * 1024;

  /// Octets received at once, at the most.
  static constexpr std::size_t kReceiveSizeMax = std::size_t{64} * 1024;

  virtual ~Reactor() = default;

  /// Begins to look at the channel, for input. The errno, or 0.
  /// Requires: remove(channel) before it ends.
  [[nodiscard]] virtual int add(Channel& channel) noexcept = 0;

  /// Forgets the channel. It may end from now on.
  virtual void remove(Channel& channel) noexcept = 0;

  /// Looks for something else. Who has an interest in nothing may still hear that it failed.
  virtual void set_interest(Channel& channel, Interest interest) noexcept = 0;

  /// Sends what the stream takes at once; how much that was, which may be nothing.
  virtual SysResult<std::size_t> send(Channel& channel, std::string_view octets) noexcept = 0;

  /// Tells the stream's peer that no more comes.
  virtual void finish(Channel& channel) noexcept = 0;

  /// Sleeps until something happens or `timeout_ms` is over; -1: without end.
  virtual void wait(int timeout_ms) noexcept = 0;

  /// The next thing that has happened; empty when it is time to wait again.
  virtual std::optional<Event> next() noexcept = 0;
};

}  // namespace mcspec::net
