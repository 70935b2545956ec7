#include "server/tests/torture/value.h"

#include <gtest/gtest.h>

namespace mcspec::tests::torture {
namespace {

std::string made(const Values& values, std::uint32_t size) {
  std::string value;
  values.append("key", 7, size, value);
  return value;
}

TEST(Values, AreKnownAgainWhateverTheirSize) {
  const Values values(1);
  for (std::uint32_t size = 0; size < 100; ++size) {
    const std::string value = made(values, size);
    EXPECT_EQ(value.size(), size);
    EXPECT_EQ(values.version_of("key", value), size < Values::kDescribedSizeMin ? 0 : 7) << size;
  }
}

TEST(Values, AreNotKnownWithAnyOctetChanged) {
  const Values values(1);
  for (const std::uint32_t size : {1U, 31U, 32U, 77U}) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string value = made(values, size);
      value[at] = static_cast<char>(value[at] ^ 1);
      EXPECT_FALSE(values.version_of("key", value)) << size << " " << at;
    }
  }
}

TEST(Values, AreNotKnownUnderAnotherKeyOrSeedOrCutShort) {
  const Values values(1);
  const std::string value = made(values, 50);
  EXPECT_FALSE(values.version_of("kez", value));
  EXPECT_FALSE(values.version_of("key", value.substr(0, 49)));
  EXPECT_FALSE(Values(2).version_of("key", value));
}

}  // namespace
}  // namespace mcspec::tests::torture
