#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "server/tests/torture/request.h"

namespace mcspec::tests::torture {

/// A key that only one connection writes, as that connection knows it.
struct OwnKey {
  bool may_exist = false;                 ///< false: a hit would be a fault
  const char* gone = "was never stored";  ///< why it cannot exist
  std::uint64_t version = 0;
  std::uint32_t size = 0;
  std::optional<Clock::time_point> dead_by;  ///< by when it has expired for certain

  void lose(const char* why) {
    may_exist = false;
    gone = why;
  }
};

/// A number that CAS counts up, as a connection has seen it last.
struct SeenRegister {
  std::uint64_t version = 0;
  std::uint64_t unique = 0;
};

/// What one connection has learnt from its replies. The verifier writes it, and the workload asks
/// accordingly.
struct Beliefs {
  static constexpr std::uint32_t kOwnKeyCount = 48;
  static constexpr std::uint32_t kSharedCount = 12;

  std::array<OwnKey, kOwnKeyCount> own;
  std::array<std::optional<SeenRegister>, kSharedCount> registers;
  std::array<bool, kSharedCount> missing_registers{};
  std::array<bool, kSharedCount> missing_counters{};
  std::uint32_t generation = 0;  ///< own keys are other ones in each

  /// After what was sent may have been done or not: own keys are given up for new ones.
  void begin_anew() {
    own = {};
    registers = {};
    missing_registers = {};
    missing_counters = {};
    ++generation;
  }
};

}  // namespace mcspec::tests::torture
