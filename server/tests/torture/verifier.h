#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "server/tests/torture/beliefs.h"
#include "server/tests/torture/ledger.h"
#include "server/tests/torture/received.h"
#include "server/tests/torture/request.h"
#include "server/tests/torture/tally.h"
#include "server/tests/torture/value.h"
#include "server/tests/torture/workload.h"

namespace mcspec::tests::torture {

/// Holds what one connection receives against what it has asked. What is wrong is returned as a
/// sentence; none if nothing is.
class Verifier {
 public:
  Verifier(const Target& target, const Values& values, Tally& tally, Ledger& ledger)
      : target_(target), values_(values), tally_(tally), ledger_(ledger) {}

  /// A request that is about to be sent.
  void expect(Request request);

  /// The next reply.
  std::optional<std::string> take(const Received& received);

  /// Whether everything that will be answered has been.
  bool is_settled() const { return pending_.empty(); }

  std::size_t pending_count() const { return pending_.size(); }

  /// The request whose answer is due, in words; "nothing" if none is.
  std::string due() const;

  /// Forgets what was asked, as nobody will read the answers.
  void give_up() {
    pending_.clear();
    beliefs_.begin_anew();
    has_value_ = false;
  }

  const Beliefs& beliefs() const { return beliefs_; }

 private:
  std::optional<std::string> settle_silent();
  std::optional<std::string> take_end_of_values();
  std::optional<std::string> settle(Outcome outcome, const Received& received);
  std::optional<std::string> judge(const Request& request, Outcome outcome,
                                   const Received& received);
  std::optional<std::string> judge_own(const Request& request, Outcome outcome,
                                       std::uint64_t version, std::size_t size);
  std::optional<std::string> judge_value(const Request& request, const Received& received,
                                         std::uint64_t& version) const;
  std::optional<std::string> judge_chain(const Request& request, codec::Bytes value) const;
  std::optional<std::string> note_count(const Request& request, Outcome outcome,
                                        const Received& received, std::uint64_t version);

  const Target& target_;
  const Values& values_;
  Tally& tally_;
  Ledger& ledger_;
  std::deque<Request> pending_;
  bool has_value_ = false;  ///< the value of the classic get in front has come, its END has not
  Beliefs beliefs_;
};

}  // namespace mcspec::tests::torture
