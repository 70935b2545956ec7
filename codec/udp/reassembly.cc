#include "codec/udp/reassembly.h"

namespace mcspec::codec::udp {

Arrival Reassembly::take(const Frame& frame) noexcept {
  if (frame.request_id != request_id_) return Arrival::foreign;
  if (frame.sequence >= frame.count) return Arrival::out_of_range;
  if (frame.count > kReassemblyCountMax) return Arrival::too_many;
  if (count_ != 0 && frame.count != count_) return Arrival::inconsistent;

  std::uint64_t& bits = has_come_[frame.sequence / 64];
  const std::uint64_t bit = std::uint64_t{1} << (frame.sequence % 64);
  if ((bits & bit) != 0) return Arrival::duplicate;
  bits |= bit;
  count_ = frame.count;
  ++received_;
  return is_complete() ? Arrival::complete : Arrival::fragment;
}

}  // namespace mcspec::codec::udp
