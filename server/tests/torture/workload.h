#pragma once

#include <cstdint>
#include <vector>

#include "server/tests/torture/beliefs.h"
#include "server/tests/torture/malformed.h"
#include "server/tests/torture/random.h"
#include "server/tests/torture/request.h"
#include "server/tests/torture/value.h"

namespace mcspec::tests::torture {

/// What a server is and bears.
struct Target {
  Strictness strictness = Strictness::common;
  std::uint32_t item_size_max = 1024 * 1024;  ///< of `stats settings`
};

/// Chooses what one connection asks. The same seed and the same replies make the same requests.
class Workload {
 public:
  /// `identity`: differs from that of every other connection of the run, below 65,535.
  Workload(std::uint64_t seed, std::uint32_t identity, bool binary, const Target& target,
           const Values& values);

  /// Requests to be sent in one go, 1 to about 200, the last of which is always answered.
  /// `countable`: they may change counters and registers, for all replies will be read.
  std::vector<Request> batch(const Beliefs& beliefs, bool countable);

  /// One that stores a large value, to be broken off in the middle.
  Request unfinished();

  Random& random() { return random_; }

  Strictness strictness() const { return target_.strictness; }

 private:
  Request begin(Op op, Family family, std::uint32_t index);
  Request own_request(const Beliefs& beliefs);
  Request shared_request();
  Request chain_request();
  Request counter_request(Beliefs& beliefs);
  Request register_request(Beliefs& beliefs);
  Request malformed_request();
  Request one_request(Beliefs& beliefs, bool countable);
  void append_multiget(std::vector<Request>& requests);
  void give_value(Request& request, std::uint32_t size);
  std::uint32_t any_size();
  std::int32_t any_exptime();

  Random random_;
  std::uint32_t identity_;
  bool binary_;
  Target target_;
  const Values& values_;
  std::uint64_t version_count_ = 0;
  std::uint64_t epoch_count_ = 0;
  std::uint32_t opaque_ = 0;
};

}  // namespace mcspec::tests::torture
