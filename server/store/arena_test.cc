#include "server/store/arena.h"

#include <gtest/gtest.h>

namespace mcspec::store {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint32_t kSegment = 16 << 10;  // of an arena of 1 MiB

struct Layout {
  std::uint64_t limit;
  std::uint64_t item_size_max;
  std::uint32_t segment_size;
  std::uint32_t segment_count;
};

TEST(Arena, CutsItsLimitIntoSegments) {
  constexpr Layout kLayouts[] = {
      {64 * kMiB, kMiB, kMiB, 64},
      {1024 * kMiB, kMiB, kMiB, 1024},
      {kMiB, 1024, kSegment, 64},
      {kMiB, 32 << 10, 32 << 10, 32},
      {16 * kMiB, 1024, 256 << 10, 64},
      {100 * kMiB, kMiB, kMiB, 100},
      {64 * kMiB, 32 * kMiB, 32 * kMiB, 2},
      {64 * kMiB, 3 * kMiB, 4 * kMiB, 16},
      {2 * kMiB, kMiB, kMiB, 2},
      {64 << 10, kMiB, 64 << 10, 1},
      {64 << 10, 1024, 4 << 10, 16},
  };
  for (const Layout& layout : kLayouts) {
    const Arena arena(layout.limit, layout.item_size_max);
    ASSERT_TRUE(arena.is_ready());
    EXPECT_EQ(arena.segment_size(), layout.segment_size);
    EXPECT_EQ(arena.segment_count(), layout.segment_count);
  }
}

TEST(Arena, HandsOutTheOpenSegmentAndNoMore) {
  Arena arena(kMiB, 1024);
  const Position first = arena.reserve(1024);
  ASSERT_NE(first, kNowhere);
  std::uint32_t count = 1;
  while (arena.reserve(1024) != kNowhere) ++count;
  EXPECT_EQ(count, kSegment / 1024);
  EXPECT_EQ(arena.room(), 0U);
  EXPECT_EQ(arena.segment(0).unfinished.load(), count);
}

TEST(Arena, OpensEachUnusedSegmentOnce) {
  Arena arena(kMiB, 1024);
  std::uint32_t opened = 1;
  while (arena.open_unused()) ++opened;
  EXPECT_EQ(opened, arena.segment_count());
  EXPECT_FALSE(arena.has_unused());
  EXPECT_EQ(arena.open_segment(), arena.segment_count() - 1);
}

TEST(Arena, HandsOutNothingWhileClosed) {
  Arena arena(kMiB, 1024);
  EXPECT_EQ(arena.close(), 0U);
  EXPECT_EQ(arena.reserve(100), kNowhere);
  EXPECT_EQ(arena.room(), 0U);
  arena.open(0);
  EXPECT_NE(arena.reserve(100), kNowhere);
}

TEST(Arena, TakesBackTheLastRoom) {
  Arena arena(kMiB, 1024);
  const Position first = arena.reserve(100);
  const Position second = arena.reserve(200);
  arena.give_back(second, 200);
  EXPECT_EQ(arena.reserve(300), second);
  arena.give_back(first, 100);
  EXPECT_NE(arena.reserve(100), first);
}

TEST(Arena, ForgetsWhatWasReservedAndNothingElse) {
  Arena arena(kMiB, 1024);
  const Position before = arena.reserve(100);
  ASSERT_TRUE(arena.open_unused());
  const Position also_before = arena.reserve(100);
  EXPECT_FALSE(arena.is_forgotten(before));
  arena.forget_all();
  const Position after = arena.reserve(100);
  EXPECT_TRUE(arena.is_forgotten(before));
  EXPECT_TRUE(arena.is_forgotten(also_before));
  EXPECT_FALSE(arena.is_forgotten(after));
}

TEST(Arena, DoesNotHandOutForgottenRoomAgain) {
  Arena arena(kMiB, 1024);
  const Position before = arena.reserve(100);
  arena.forget_all();
  arena.give_back(before, 100);
  EXPECT_FALSE(arena.is_forgotten(arena.reserve(100)));
}

TEST(Arena, CountsPositionsBeyondSixteenGigabytes) {
  constexpr std::uint64_t kLimit = std::uint64_t{40} << 30;
  Arena arena(kLimit, kMiB);
  ASSERT_TRUE(arena.is_ready());
  EXPECT_EQ(arena.round(1), 16U);
  const std::uint32_t last = arena.segment_count() - 1;
  const Position position = arena.position_of(last, arena.segment_size() - 64);
  EXPECT_EQ(&arena.segment_of(position), &arena.segment(last));
  const char* const start = arena.item(arena.position_of(0, 0)).octets();
  EXPECT_EQ(arena.item(position).octets() - start, static_cast<std::ptrdiff_t>(kLimit) - 64);
}

TEST(Arena, RoundsUpToWholeUnits) {
  const Arena arena(kMiB, 1024);
  EXPECT_EQ(arena.round(1), 4U);
  EXPECT_EQ(arena.round(4), 4U);
  EXPECT_EQ(arena.round(21), 24U);
}

}  // namespace
}  // namespace mcspec::store
