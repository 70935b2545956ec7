#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>

#include "server/base/clock.h"

namespace mcspec::base {

/// What a connection is doing.
enum class ConnectionState : std::uint8_t {
  listening,  ///< a socket that peers connect to
  datagrams,  ///< a socket that datagrams come to, from whomever
  reading,    ///< waits for input
  working,    ///< performs requests
  sending,    ///< waits until its peer takes replies
  yielding,   ///< lets others go first
  closing,    ///< waits for its peer to close
};

class ConnectionList;

/// A socket that shows in a list for as long as this lives. The state and the moment may be set
/// by one thread while others look.
class ListedConnection {
 public:
  /// Requires: `list` outlives it, and the descriptor stays open as long as it lives.
  ListedConnection(ConnectionList& list, int descriptor, ConnectionState state,
                   Instant now) noexcept;
  ~ListedConnection();
  ListedConnection(const ListedConnection&) = delete;
  ListedConnection& operator=(const ListedConnection&) = delete;

  int descriptor() const noexcept { return descriptor_; }
  ConnectionState state() const noexcept { return state_.load(std::memory_order_relaxed); }

  /// When it was opened, or last had input.
  Instant last_input() const noexcept { return last_input_.load(std::memory_order_relaxed); }

  void set_state(ConnectionState state) noexcept { state_.store(state, std::memory_order_relaxed); }
  void set_last_input(Instant now) noexcept { last_input_.store(now, std::memory_order_relaxed); }

 private:
  ConnectionList& list_;
  const int descriptor_;
  std::atomic<ConnectionState> state_;
  std::atomic<Instant> last_input_;
  std::list<const ListedConnection*>::iterator place_{};  ///< belongs to the list
};

/// The sockets that are open, whichever thread serves them. Safe to use from many threads.
class ConnectionList {
 public:
  /// Calls `visit` with each, in no order. None of them closes meanwhile, so it should be quick.
  void for_each(const std::function<void(const ListedConnection&)>& visit) const;

 private:
  friend class ListedConnection;

  mutable std::mutex mutex_;  ///< of entries_
  std::list<const ListedConnection*> entries_;
};

}  // namespace mcspec::base
