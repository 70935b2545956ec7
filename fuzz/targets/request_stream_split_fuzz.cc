// Law: how the network cuts a stream must not change what it says.
// One stream sees all octets at once, the other sees them in up to nine pieces.

#include <cstdint>
#include <cstdlib>

#include "fuzz/event_log.h"
#include "fuzz/input_plan.h"

using mcspec::fuzz::EventLog;
using mcspec::fuzz::InputPlan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Kept for their memory, as it costs more than the law.
  static EventLog whole;
  static EventLog split;
  const InputPlan plan(mcspec::codec::Bytes(reinterpret_cast<const char*>(data), size));
  mcspec::fuzz::decode(plan.wire(), plan.setup(), {}, whole);
  mcspec::fuzz::decode(plan.wire(), plan.setup(), plan.cuts(), split);
  if (whole == split) return 0;
  mcspec::fuzz::explain(plan.wire(), plan.setup(), plan.cuts());
  std::abort();
}
