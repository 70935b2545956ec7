#include "server/tests/torture/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "server/tests/torture/encode.h"

namespace mcspec::tests::torture {
namespace {

/// How long a server may say nothing while something is due, sanitizers and a busy machine
/// considered.
constexpr std::chrono::seconds kPatience{20};

constexpr std::size_t kReadSize = 64 * 1024;
constexpr int kPiecesAtOnce = 16;

codec::ReplyDialect dialect_of(bool binary) {
  return binary ? codec::ReplyDialect::binary : codec::ReplyDialect::text;
}

}  // namespace

Connection::Connection(std::uint64_t seed, std::uint32_t identity, const Address& address,
                       const Target& target, const Values& values, Tally& tally, Ledger& ledger)
    : address_(address),
      binary_(identity % 3 == 2),
      identity_(identity),
      workload_(seed, identity, binary_, target, values),
      verifier_(target, values, tally, ledger),
      values_(values),
      tally_(tally),
      replies_(dialect_of(binary_)) {
  open();
}

void Connection::open() {
  socket_ = connect_to(address_);
  replies_ = ReplyReader(dialect_of(binary_));
  output_.clear();
  sent_ = 0;
  moved_at_ = Clock::now();
  if (!socket_.is_open()) return fail("the server takes no connection");
  ++tally_.connections;
  state_ = State::talking;
}

short Connection::wanted_events(Clock::time_point now) const {
  if (now < asleep_until_) return 0;
  const bool has_output = sent_ < output_.size();
  const bool can_act = state_ == State::talking && verifier_.is_settled();
  return static_cast<short>(POLLIN | (has_output || can_act ? POLLOUT : 0));
}

void Connection::step(short events, bool is_ending) {
  const bool reads = state_ == State::talking || state_ == State::dying;
  if (reads && (events & ~POLLOUT) != 0) receive();
  if (state_ != State::over && sent_ < output_.size()) send_pieces();
  if (state_ == State::talking && sent_ == output_.size() && verifier_.is_settled()) {
    act(is_ending);
  }
}

/// Everything was answered: on to the next thing.
void Connection::act(bool is_ending) {
  if (replies_.is_inside()) return fail("more was sent than was asked for");
  if (is_ending) {
    socket_.reset();
    state_ = State::over;
    return;
  }
  Random& random = workload_.random();
  output_.clear();
  sent_ = 0;
  piece_size_max_ = random.once_in(2) ? 0 : 1 + random.below(random.once_in(16) ? 30 : 8'000);
  read_size_max_ = random.once_in(16) ? 1 + random.below(700) : kReadSize;
  if (random.once_in(60)) {
    asleep_until_ = Clock::now() + std::chrono::milliseconds(random.below(150));
  }
  switch (random.below(250)) {
    case 0:
      ++tally_.sent;
      output_ = fatally_malformed(binary_, workload_.strictness(), random);
      state_ = State::dying;
      break;
    case 1: {
      const Request request = workload_.unfinished();
      tally_.note_sent(request);
      const std::size_t head_size = encode(request, values_, output_);
      output_.resize(head_size + random.below(request.size));
      state_ = State::breaking_off;
      break;
    }
    case 2:
      send_batch(false);
      output_.resize(1 + random.below(static_cast<std::uint32_t>(output_.size())));
      state_ = State::abandoning;
      break;
    default:
      send_batch(true);
      break;
  }
  send_pieces();
}

void Connection::send_batch(bool countable) {
  std::vector<Request> requests = workload_.batch(verifier_.beliefs(), countable);
  const auto now = Clock::now();
  for (Request& request : requests) {
    request.asked_at = now;
    encode(request, values_, output_);
    verifier_.expect(std::move(request));
  }
}

void Connection::send_pieces() {
  for (int count = 0; count < kPiecesAtOnce && sent_ < output_.size(); ++count) {
    std::size_t size = output_.size() - sent_;
    if (piece_size_max_ != 0) {
      size = std::min<std::size_t>(size, 1 + workload_.random().below(piece_size_max_));
    }
    const ssize_t taken =
        send(socket_.number(), output_.data() + sent_, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (taken < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (taken < 0) {
      // What came before is still to be read.
      if (state_ == State::talking) return fail(std::string("cannot send: ") + strerror(errno));
      if (state_ == State::dying) return on_end();
      return drop(true);
    }
    sent_text_.add(codec::Bytes(output_.data() + sent_, static_cast<std::size_t>(taken)));
    sent_ += static_cast<std::size_t>(taken);
    moved_at_ = Clock::now();
  }
  const bool drops = state_ == State::abandoning || state_ == State::breaking_off;
  if (drops && sent_ == output_.size()) drop(workload_.random().once_in(2));
}

void Connection::receive() {
  std::array<char, kReadSize> space;
  for (int count = 0; count < kPiecesAtOnce; ++count) {
    const std::size_t wanted = std::min<std::size_t>(space.size(), read_size_max_);
    const ssize_t size = recv(socket_.number(), space.data(), wanted, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) return on_end();
    const codec::Bytes octets(space.data(), static_cast<std::size_t>(size));
    received_text_.add(octets);
    moved_at_ = Clock::now();
    if (state_ == State::dying) continue;
    replies_.feed(octets);
    take_replies();
    if (state_ != State::talking || octets.size() < wanted) return;
  }
}

void Connection::take_replies() {
  while (const auto received = replies_.next()) {
    if (const auto problem = verifier_.take(*received)) return fail(*problem);
  }
  if (replies_.fault() != codec::Fault::none) {
    fail(std::string("not a reply (") + std::string(codec::fault_name(replies_.fault())) +
         ") where one was due to " + verifier_.due());
  }
}

/// The server has closed.
void Connection::on_end() {
  if (state_ != State::dying) {
    return fail("the server closed the connection while an answer was due to " + verifier_.due());
  }
  drop(false);
}

/// Closes, and begins another one. What was pending may have been done or not.
void Connection::drop(bool with_reset) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  if (with_reset) setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  if (!verifier_.is_settled()) verifier_.give_up();
  socket_.reset();
  open();
}

void Connection::watch_for_stall() {
  if (state_ == State::over || Clock::now() - moved_at_ < kPatience) return;
  if (state_ == State::dying) return fail("the server did not close behind a fatal request");
  fail("nothing came for 20 s while an answer was due to " + verifier_.due() + ", and " +
       std::to_string(verifier_.pending_count()) + " requests were pending");
}

void Connection::fail(const std::string& what) {
  failure_ = what + "\n  connection " + std::to_string(identity_) +
             (binary_ ? ", binary" : ", text") + "\n  sent last:     " + sent_text_.text() +
             "\n  received last: " + received_text_.text() + "\n";
  state_ = State::over;
}

}  // namespace mcspec::tests::torture
