#include "server/net/connection.h"

#include <cstring>

namespace mcspec::net {
namespace {

base::ConnectionState shown(Connection::State state) noexcept {
  switch (state) {
    case Connection::State::receiving:
      return base::ConnectionState::reading;
    case Connection::State::sending:
      return base::ConnectionState::sending;
    case Connection::State::yielding:
      return base::ConnectionState::yielding;
    case Connection::State::lingering:
    case Connection::State::closed:
      return base::ConnectionState::closing;
  }
  return base::ConnectionState::closing;
}

}  // namespace

void Connection::on_event(const Event& event, Turn& turn) noexcept {
  switch (event.kind) {
    case Event::Kind::received:
      on_received(event.octets, turn);
      break;
    case Event::Kind::sendable:
      on_sendable(turn);
      break;
    case Event::Kind::ended:
      // All that came before has been dealt with, or input would not be looked for.
      state_ = State::closed;
      break;
    case Event::Kind::failed:
      // Nobody may be there to read replies, but what waits for its turn may be worth doing.
      if (state_ != State::yielding) state_ = State::closed;
      break;
    case Event::Kind::ready:
      break;
  }
}

void Connection::resume(Turn& turn) noexcept {
  state_ = State::receiving;
  advance(leftover(), turn);
}

void Connection::on_received(std::span<char> octets, Turn& turn) noexcept {
  base::add(turn.counters.octets_read, octets.size());
  listed_.set_last_input(turn.now);
  if (state_ != State::lingering) {
    advance(join(octets), turn);
    return;
  }
  if (octets.size() > linger_size_left_) {
    state_ = State::closed;
    return;
  }
  linger_size_left_ -= static_cast<std::uint32_t>(octets.size());
}

void Connection::on_sendable(Turn& turn) noexcept {
  const auto sent = turn.reactor.send(*this, held_->output.pending());
  if (!sent) {
    state_ = State::closed;
    return;
  }
  base::add(turn.counters.octets_written, *sent);
  held_->output.drop(*sent);
  if (has_unsent()) return;
  held_->output.release();
  if (session_.wants_close()) {
    linger(turn);
    return;
  }
  advance(leftover(), turn);
}

std::string_view Connection::leftover() const noexcept {
  return held_ != nullptr ? std::string_view(held_->input) : std::string_view();
}

Connection::Held& Connection::hold() noexcept {
  if (held_ == nullptr) held_ = std::make_unique<Held>();
  return *held_;
}

/// Puts what was received behind what was kept.
std::string_view Connection::join(std::span<char> octets) noexcept {
  const std::string_view before = leftover();
  if (before.size() > Reactor::kHeadroom) return held_->input.append(octets.data(), octets.size());
  char* const begin = octets.data() - before.size();
  if (!before.empty()) std::memcpy(begin, before.data(), before.size());
  return {begin, before.size() + octets.size()};
}

void Connection::advance(std::string_view input, Turn& turn) noexcept {
  listed_.set_state(base::ConnectionState::working);
  std::size_t used = 0;
  bool has_more = true;
  for (int round = 0; has_more && !has_unsent() && round < kRoundsMax; ++round) {
    used += session_.receive(input.substr(used), turn.now, turn.scratch);
    has_more = turn.scratch.is_full() && !session_.wants_close();
    if (!send_scratch(turn)) {
      state_ = State::closed;
      return;
    }
  }
  if (session_.wants_close()) used = input.size();
  keep(input, used);
  if (has_unsent()) {
    wait_in(State::sending, Interest::output, turn);
    return;
  }
  if (session_.wants_close()) {
    linger(turn);
    return;
  }
  if (has_more) {
    base::add(turn.counters.yields);
    wait_in(State::yielding, Interest::nothing, turn);
    return;
  }
  wait_in(State::receiving, Interest::input, turn);
}

/// Sends the replies made; what the socket does not take becomes the connection's own. False if
/// the socket is broken.
bool Connection::send_scratch(Turn& turn) noexcept {
  if (turn.scratch.empty()) return true;
  const auto sent = turn.reactor.send(*this, turn.scratch.pending());
  if (sent) {
    base::add(turn.counters.octets_written, *sent);
    turn.scratch.drop(*sent);
    if (!turn.scratch.empty()) hold().output.append(turn.scratch.pending());
  }
  turn.scratch.drop(turn.scratch.pending().size());
  return static_cast<bool>(sent);
}

/// Keeps what is left of `input` when `used` octets of it are used up.
void Connection::keep(std::string_view input, std::size_t used) noexcept {
  if (used == input.size()) {
    if (has_unsent()) {
      std::string().swap(held_->input);
    } else {
      held_.reset();
    }
    return;
  }
  std::string& kept = hold().input;
  if (input.data() == kept.data()) {
    kept.erase(0, used);
  } else {
    kept.assign(input.substr(used));
  }
  if (kept.capacity() > 2 * kept.size() + Reactor::kHeadroom) kept.shrink_to_fit();
}

void Connection::wait_in(State next, Interest wanted, Turn& turn) noexcept {
  state_ = next;
  listed_.set_state(shown(next));
  turn.reactor.set_interest(*this, wanted);
}

/// Tells the peer that no more comes, and looks away from what it still sends until it has seen
/// that.
void Connection::linger(Turn& turn) noexcept {
  held_.reset();
  turn.reactor.finish(*this);
  linger_end_ = std::chrono::steady_clock::now() + kLingerTimeMax;
  wait_in(State::lingering, Interest::input, turn);
}

}  // namespace mcspec::net
