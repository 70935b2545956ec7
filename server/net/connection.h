#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "server/base/connection_list.h"
#include "server/base/connection_statistics.h"
#include "server/base/output.h"
#include "server/net/reactor.h"
#include "server/session/session.h"

namespace mcspec::net {

/// What all connections of one worker share while it gives them their turns.
struct Turn {
  Reactor& reactor;
  base::ConnectionCounters::Stripe& counters;
  base::Instant now = 0;

  /// Where replies are made before they are sent. Empty between two turns.
  base::Output scratch{};
};

/// A peer's socket and its session. While a peer waits it holds no buffer: what was received lies
/// in the reactor and replies in the scratch, and only what is left over is copied.
///
/// What a peer can make it hold is bounded. Nothing is received while replies wait to be sent, so
/// there are at most: one line and one receive of input, base::Output::kFullSize octets and one
/// reply of output, and what the session keeps of one data block.
class Connection final : public Channel {
 public:
  /// Replies that fill the output so many times in one turn make the connection let others go
  /// first. One receive alone never does, unless it asks for a lot.
  static constexpr int kRoundsMax = 4;

  /// How long, and for how many octets, the input of a connection that has had its last reply is
  /// thrown away. Closing it with octets unread would reset it, and the peer may lose replies.
  static constexpr std::chrono::seconds kLingerTimeMax{2};
  static constexpr std::uint32_t kLingerSizeMax = 1024 * 1024;

  enum class State : std::uint8_t {
    receiving,  ///< waits for input
    sending,    ///< waits until the socket takes more of the replies
    yielding,   ///< waits for its next turn, input and all
    lingering,  ///< has sent everything, and waits for the peer to close
    closed,     ///< is to be destroyed
  };

  /// What a connection comes with.
  struct Socket {
    FileDescriptor descriptor;
    session::Negotiation negotiation = session::Negotiation::by_first_octet;
    std::unique_ptr<TlsStream> tls{};  ///< null: none
  };

  /// Requires: `server` and `list`, where it shows, outlive the connection.
  Connection(Socket socket, session::Server& server, base::ConnectionList& list,
             base::Instant now) noexcept
      : Channel(std::move(socket.descriptor), ChannelKind::stream, std::move(socket.tls)),
        session_(server, socket.negotiation),
        listed_(list, descriptor.number(), base::ConnectionState::reading, now) {}

  State state() const noexcept { return state_; }

  /// Deals with what its reactor has found.
  void on_event(const Event& event, Turn& turn) noexcept;

  /// Goes on after it has let others go first. Requires: it is yielding.
  void resume(Turn& turn) noexcept;

  /// Whether it has lingered long enough. Requires: it is lingering.
  bool is_overdue(std::chrono::steady_clock::time_point now) const noexcept {
    return now >= linger_end_;
  }

  /// Whether it has been waiting for input for longer than so many seconds.
  bool is_idle(base::Instant now, base::Instant seconds) const noexcept {
    return state_ == State::receiving && now > listed_.last_input() + seconds;
  }

  /// Whether it holds buffers at present.
  bool is_buffering() const noexcept { return held_ != nullptr; }

  /// Where its worker keeps it; belongs to the worker.
  std::uint32_t place = 0;

 private:
  /// What has to outlive a turn.
  struct Held {
    std::string input;    ///< what the session has not used up
    base::Output output;  ///< what the socket has not taken
  };

  void on_received(std::span<char> octets, Turn& turn) noexcept;
  void on_sendable(Turn& turn) noexcept;
  bool has_unsent() const noexcept { return held_ != nullptr && !held_->output.empty(); }
  std::string_view leftover() const noexcept;
  Held& hold() noexcept;
  std::string_view join(std::span<char> octets) noexcept;
  void advance(std::string_view input, Turn& turn) noexcept;
  bool send_scratch(Turn& turn) noexcept;
  void keep(std::string_view input, std::size_t used) noexcept;
  void wait_in(State next, Interest wanted, Turn& turn) noexcept;
  void linger(Turn& turn) noexcept;

  session::Session session_;
  base::ListedConnection listed_;
  std::unique_ptr<Held> held_;  ///< only while there is something in it
  std::chrono::steady_clock::time_point linger_end_{};
  std::uint32_t linger_size_left_ = kLingerSizeMax;
  State state_ = State::receiving;
};

}  // namespace mcspec::net
