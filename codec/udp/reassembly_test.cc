#include "codec/udp/reassembly.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <type_traits>
#include <vector>

namespace mcspec::codec::udp {
namespace {

constexpr std::uint16_t kId = 0x1234;

Frame frame_of(std::uint16_t sequence, std::uint16_t count, std::uint16_t request_id = kId) {
  return {.request_id = request_id, .sequence = sequence, .count = count};
}

TEST(Reassembly, OwnsNothing) {
  static_assert(std::is_trivially_copyable_v<Reassembly>);
  static_assert(std::is_trivially_destructible_v<Reassembly>);
  EXPECT_LE(sizeof(Reassembly), 136U);
}

TEST(Reassembly, KeepsTheRequestItIsFor) {
  Reassembly reassembly(kId);
  EXPECT_EQ(reassembly.take(frame_of(0, 1, kId + 1)), Arrival::foreign);
  EXPECT_EQ(reassembly.request_id(), kId);
}

TEST(Reassembly, IsCompleteWithTheLastFragmentInEveryOrder) {
  for (std::uint16_t count = 1; count <= 5; ++count) {
    std::vector<std::uint16_t> order(count);
    std::iota(order.begin(), order.end(), std::uint16_t{0});
    do {
      Reassembly reassembly(kId);
      EXPECT_FALSE(reassembly.is_complete());
      EXPECT_EQ(reassembly.count(), 0);
      for (std::uint16_t at = 0; at < count; ++at) {
        const bool is_last = at + 1 == count;
        ASSERT_EQ(reassembly.take(frame_of(order[at], count)),
                  is_last ? Arrival::complete : Arrival::fragment);
        ASSERT_EQ(reassembly.count(), count);
        ASSERT_EQ(reassembly.received(), at + 1);
        ASSERT_EQ(reassembly.is_complete(), is_last);
      }
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

/// Every sequence of `length` frames, each any of `choices`, against a model that remembers all.
TEST(Reassembly, AgreesWithAModelOnEverySequenceOfFrames) {
  const std::vector<Frame> choices = {frame_of(0, 2), frame_of(1, 2),         frame_of(2, 2),
                                      frame_of(0, 3), frame_of(2, 3),         frame_of(0, 0),
                                      frame_of(0, 1), frame_of(0, 2, kId + 1)};
  constexpr int kLength = 5;
  std::size_t runs = 1;
  for (int at = 0; at < kLength; ++at) runs *= choices.size();
  for (std::size_t run = 0; run < runs; ++run) {
    Reassembly reassembly(kId);
    std::vector<std::uint16_t> came;
    std::uint16_t count = 0;
    std::size_t rest = run;
    for (int at = 0; at < kLength; ++at, rest /= choices.size()) {
      const Frame& frame = choices[rest % choices.size()];
      Arrival expected = Arrival::fragment;
      if (frame.request_id != kId) {
        expected = Arrival::foreign;
      } else if (frame.sequence >= frame.count) {
        expected = Arrival::out_of_range;
      } else if (!came.empty() && frame.count != count) {
        expected = Arrival::inconsistent;
      } else if (std::find(came.begin(), came.end(), frame.sequence) != came.end()) {
        expected = Arrival::duplicate;
      } else {
        came.push_back(frame.sequence);
        count = frame.count;
        if (came.size() == count) expected = Arrival::complete;
      }
      ASSERT_EQ(reassembly.take(frame), expected) << "run " << run << ", frame " << at;
      ASSERT_EQ(reassembly.received(), came.size());
      ASSERT_EQ(reassembly.count(), count);
      ASSERT_EQ(reassembly.is_complete(), count != 0 && came.size() == count);
    }
  }
}

TEST(Reassembly, TakesAsManyDatagramsAsItHasRoomFor) {
  Reassembly reassembly(kId);
  for (std::uint16_t sequence = kReassemblyCountMax - 1; sequence > 0; --sequence) {
    ASSERT_EQ(reassembly.take(frame_of(sequence, kReassemblyCountMax)), Arrival::fragment);
    ASSERT_EQ(reassembly.take(frame_of(sequence, kReassemblyCountMax)), Arrival::duplicate);
  }
  EXPECT_EQ(reassembly.take(frame_of(0, kReassemblyCountMax)), Arrival::complete);
  EXPECT_EQ(reassembly.take(frame_of(0, kReassemblyCountMax)), Arrival::duplicate);
  EXPECT_TRUE(reassembly.is_complete());
}

TEST(Reassembly, RefusesMoreAndRemembersNothingOfThem) {
  Reassembly reassembly(kId);
  EXPECT_EQ(reassembly.take(frame_of(0, kReassemblyCountMax + 1)), Arrival::too_many);
  EXPECT_EQ(reassembly.take(frame_of(65534, 65535)), Arrival::too_many);
  EXPECT_EQ(reassembly.take(frame_of(65535, 65535)), Arrival::out_of_range);
  EXPECT_EQ(reassembly.count(), 0);
  EXPECT_EQ(reassembly.take(frame_of(0, 1)), Arrival::complete);
}

TEST(Reassembly, PutsASplitReplyTogether) {
  std::string reply(5025, '\0');
  for (std::size_t at = 0; at < reply.size(); ++at) reply[at] = static_cast<char>(at * 7 / 3);
  const auto count = datagram_count(reply.size());
  ASSERT_EQ(count, 4);

  Reassembly reassembly(kId);
  std::string joined(reply.size(), '\0');
  for (const std::uint16_t sequence : std::array<std::uint16_t, 5>{3, 1, 0, 1, 2}) {
    const std::size_t begin = sequence * kPayloadSizeMax;
    const Bytes fragment = Bytes(reply).substr(begin, kPayloadSizeMax);
    const Arrival arrival = reassembly.take(frame_of(sequence, *count));
    if (arrival == Arrival::duplicate) continue;
    joined.replace(begin, fragment.size(), fragment);
  }
  EXPECT_TRUE(reassembly.is_complete());
  EXPECT_EQ(joined, reply);
}

}  // namespace
}  // namespace mcspec::codec::udp
