#include "server/base/output.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace mcspec::base {
namespace {

TEST(Output, KeepsWhatIsAppendedUntilItIsDropped) {
  Output output;
  EXPECT_TRUE(output.empty());
  output.append("abc");
  output.append("de");
  EXPECT_EQ(output.pending(), "abcde");
  output.drop(2);
  EXPECT_EQ(output.pending(), "cde");
  output.drop(3);
  EXPECT_TRUE(output.empty());
}

TEST(Output, KeepsPendingOctetsWhenItGrows) {
  Output output;
  output.append(std::string(10'000, 'a'));
  output.drop(9'000);
  output.append(std::string(40'000, 'b'));
  EXPECT_EQ(output.pending(), std::string(1'000, 'a') + std::string(40'000, 'b'));
}

TEST(Output, ReusesTheRoomOfWhatWasSent) {
  Output output;
  output.append(std::string(16'000, 'a'));
  const std::size_t capacity = output.capacity();
  for (int round = 0; round < 100; ++round) {
    output.drop(15'000);
    output.append(std::string(15'000, 'b'));
  }
  EXPECT_EQ(output.capacity(), capacity);
}

TEST(Output, CommitsOnlyWhatWasUsedOfTheRoom) {
  Output output;
  const std::span<char> room = output.reserve(100);
  ASSERT_GE(room.size(), 100U);
  std::memcpy(room.data(), "xyz", 3);
  output.commit(3);
  EXPECT_EQ(output.pending(), "xyz");
}

TEST(Output, IsFullFromItsBoundOn) {
  Output output;
  output.append(std::string(Output::kFullSize - 1, 'a'));
  EXPECT_FALSE(output.is_full());
  output.append("a");
  EXPECT_TRUE(output.is_full());
  output.drop(1);
  EXPECT_FALSE(output.is_full());
}

TEST(Output, HoldsNoMemoryOnceReleased) {
  Output output;
  output.append("abc");
  output.release();
  EXPECT_EQ(output.capacity(), 0U);
  output.append("d");
  EXPECT_EQ(output.pending(), "d");
}

}  // namespace
}  // namespace mcspec::base
