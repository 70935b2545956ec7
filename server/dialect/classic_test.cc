#include "server/dialect/classic.h"

#include <gtest/gtest.h>

namespace mcspec::dialect::classic {
namespace {

namespace wire = codec::classic;
using Mode = engine::Store::Mode;
using Verb = wire::Store::Verb;

TEST(ClassicDialect, StoresWithTheModeOfTheVerb) {
  const std::pair<Verb, Mode> rows[] = {
      {Verb::set, Mode::set},       {Verb::add, Mode::add},         {Verb::replace, Mode::replace},
      {Verb::append, Mode::append}, {Verb::prepend, Mode::prepend}, {Verb::cas, Mode::set},
  };
  for (const auto& [verb, mode] : rows) {
    const wire::Store command{.verb = verb, .key = "k", .flags = 7, .exptime = 60, .size = 1};
    const engine::Store operation = to_operation(command, "v");
    EXPECT_EQ(operation.mode, mode);
    EXPECT_EQ(operation.key, "k");
    EXPECT_EQ(operation.value, "v");
    EXPECT_EQ(operation.flags, 7U);
    EXPECT_EQ(operation.expiry, 60);
    EXPECT_EQ(operation.compare_cas.has_value(), verb == Verb::cas);
    EXPECT_EQ(operation.forget_on_failure, verb == Verb::set);
  }
}

TEST(ClassicDialect, ComparesWithAUniqueOfZero) {
  const wire::Store command{.verb = Verb::cas, .key = "k", .unique = 0};
  EXPECT_EQ(to_operation(command, "").compare_cas, 0U);
}

TEST(ClassicDialect, KeepsTheLowHalfOfWideFlagsAndTimes) {
  const wire::Store command{.key = "k", .flags = (1ULL << 32) + 5, .exptime = (1LL << 32) + 100};
  EXPECT_EQ(to_operation(command, "").flags, 5U);
  EXPECT_EQ(to_operation(command, "").expiry, 100);
}

TEST(ClassicDialect, TouchesWithGatButNotWithGet) {
  wire::Retrieve command{.with_cas = false, .exptime = std::nullopt, .keys = wire::Keys("k")};
  EXPECT_FALSE(to_operation(command, "k").expiry);
  EXPECT_EQ(to_operation(command, "k").count, engine::Fetch::Count::get);
  command.exptime = -1;
  EXPECT_EQ(to_operation(command, "k").expiry, -1);
  EXPECT_EQ(to_operation(command, "k").count, engine::Fetch::Count::get_and_touch);
  EXPECT_FALSE(to_operation(command, "k").may_win);
}

TEST(ClassicDialect, CreatesNothingWithIncr) {
  const wire::Arithmetic command{.decrement = true, .key = "k", .delta = 3};
  const engine::Arithmetic operation = to_operation(command);
  EXPECT_TRUE(operation.decrement);
  EXPECT_EQ(operation.delta, 3U);
  EXPECT_FALSE(operation.vivify);
}

TEST(ClassicDialect, FlushesAtOnceWithoutADelay) {
  EXPECT_EQ(to_operation(wire::FlushAll{}).delay, 0);
  EXPECT_EQ(to_operation(wire::FlushAll{.delay = 30}).delay, 30);
}

}  // namespace
}  // namespace mcspec::dialect::classic
