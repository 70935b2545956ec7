#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/net/file_descriptor.h"
#include "server/tests/torture/address.h"
#include "server/tests/torture/received.h"
#include "server/tests/torture/tally.h"
#include "server/tests/torture/transcript.h"
#include "server/tests/torture/verifier.h"
#include "server/tests/torture/workload.h"

namespace mcspec::tests::torture {

/// One client that misbehaves: sends in pieces, reads late, breaks off. It never blocks but to
/// connect.
class Connection {
 public:
  Connection(std::uint64_t seed, std::uint32_t identity, const Address& address,
             const Target& target, const Values& values, Tally& tally, Ledger& ledger);

  /// What poll() is to wait for. Nothing while a slow reader sleeps.
  short wanted_events(Clock::time_point now) const;

  /// Does what it can without waiting, `events` of poll() considered. With `is_ending`, no new
  /// requests are made.
  void step(short events, bool is_ending);

  /// Fails if nothing has come for too long.
  void watch_for_stall();

  int number() const { return socket_.number(); }

  /// Whether nothing more will happen: it was told to end, or has failed.
  bool is_over() const { return state_ == State::over; }

  /// What went wrong, with the last octets both ways; empty if nothing did.
  const std::string& failure() const { return failure_; }

 private:
  enum class State : std::uint8_t {
    talking,       ///< every reply will be read
    abandoning,    ///< closes as soon as some of it is sent, and reads nothing
    breaking_off,  ///< closes within a data block
    dying,         ///< the server is to close
    over,
  };

  void open();
  void act(bool is_ending);
  void send_batch(bool countable);
  void send_pieces();
  void receive();
  void take_replies();
  void on_end();
  void drop(bool with_reset);
  void fail(const std::string& what);

  Address address_;
  bool binary_;
  std::uint32_t identity_;
  Workload workload_;
  Verifier verifier_;
  const Values& values_;
  Tally& tally_;
  State state_ = State::over;
  net::FileDescriptor socket_;
  ReplyReader replies_;
  std::string output_;
  std::size_t sent_ = 0;              ///< octets of the output
  std::uint32_t piece_size_max_ = 0;  ///< of what is sent at once; 0: all there is
  std::uint32_t read_size_max_ = 0;   ///< of what is read at once
  Clock::time_point asleep_until_;
  Clock::time_point moved_at_;  ///< when octets went either way
  Transcript sent_text_;
  Transcript received_text_;
  std::string failure_;
};

}  // namespace mcspec::tests::torture
