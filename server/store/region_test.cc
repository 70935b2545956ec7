#include "server/store/region.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace mcspec::store {
namespace {

TEST(Region, IsZeroAndWritable) {
  constexpr std::size_t kSize = 1 << 20;
  const Region region(kSize);
  ASSERT_NE(region.data(), nullptr);
  for (std::size_t at = 0; at < kSize; at += 4096) {
    ASSERT_EQ(region.data()[at], 0);
    region.data()[at] = 'x';
  }
  EXPECT_EQ(region.data()[4096], 'x');
  EXPECT_EQ(region.data()[kSize - 1], 0);
}

TEST(Region, StartsAtAPage) {
  const Region region(100);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(region.data()) % 4096, 0U);
}

TEST(Region, IsNullWhenTheSystemRefuses) {
  EXPECT_EQ(Region(std::size_t{1} << 62).data(), nullptr);
}

}  // namespace
}  // namespace mcspec::store
