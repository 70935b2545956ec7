#include "codec/binary/opcode.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mcspec::codec::binary {
namespace {

/// Calls `check` for each row of the table.
template <typename Check>
void for_each_row(Check check) {
  for (int opcode = 0; opcode < 256; ++opcode) {
    const OpcodeInfo* info = opcode_info(static_cast<std::uint8_t>(opcode));
    if (info != nullptr) check(*info);
  }
}

TEST(Opcodes, AreFoundUnderTheirOwnNumber) {
  for (int opcode = 0; opcode < 256; ++opcode) {
    const OpcodeInfo* info = opcode_info(static_cast<std::uint8_t>(opcode));
    if (info == nullptr) continue;
    EXPECT_EQ(static_cast<int>(info->opcode), opcode);
  }
}

TEST(Opcodes, AreKnownUpTo0x24ButForTwo) {
  std::set<int> unknown;
  for (int opcode = 0; opcode < 256; ++opcode) {
    if (opcode_info(static_cast<std::uint8_t>(opcode)) == nullptr) unknown.insert(opcode);
  }
  EXPECT_TRUE(unknown.contains(0x1b));
  EXPECT_TRUE(unknown.contains(0x1f));
  EXPECT_EQ(unknown.size(), 256U - 35U);
  EXPECT_EQ(*unknown.upper_bound(0x1f), 0x25);
}

TEST(Opcodes, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for_each_row([&](const OpcodeInfo& info) { names.emplace(info.name); });
  EXPECT_EQ(names.size(), 35U);
}

TEST(Opcodes, AreNamedAfterTheirBaseAndWhatTheyAdd) {
  for_each_row([](const OpcodeInfo& info) {
    std::string expected(opcode_info(static_cast<std::uint8_t>(info.base))->name);
    if (info.with_key) expected += 'k';
    if (info.quiet) expected += 'q';
    EXPECT_EQ(info.name, expected);
  });
}

TEST(Opcodes, HaveABaseThatIsLoudAndItsOwn) {
  for_each_row([](const OpcodeInfo& info) {
    const OpcodeInfo* base = opcode_info(static_cast<std::uint8_t>(info.base));
    ASSERT_NE(base, nullptr) << info.name;
    EXPECT_EQ(base->base, base->opcode) << info.name;
    EXPECT_FALSE(base->quiet) << info.name;
    EXPECT_FALSE(base->with_key) << info.name;
  });
}

TEST(Opcodes, HaveTheShapeOfTheirBase) {
  for_each_row([](const OpcodeInfo& info) {
    const OpcodeInfo& base = *opcode_info(static_cast<std::uint8_t>(info.base));
    EXPECT_EQ(info.extras_size, base.extras_size) << info.name;
    EXPECT_EQ(info.extras_optional, base.extras_optional) << info.name;
    EXPECT_EQ(info.key, base.key) << info.name;
    EXPECT_EQ(info.value, base.value) << info.name;
  });
}

}  // namespace
}  // namespace mcspec::codec::binary
