#include "server/dialect/meta.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "codec/meta/command.h"

namespace mcspec::dialect::meta {
namespace {

namespace wire = codec::meta;

/// The command that a line is. The line must outlive it.
template <typename Shape>
Shape decode(std::string_view line) {
  wire::Verb verb{};
  EXPECT_TRUE(wire::is_command(line, verb)) << line;
  wire::Command command;
  const codec::Decoded decoded = wire::decode_command(verb, codec::Line(line), {}, command);
  EXPECT_EQ(decoded.fault, codec::Fault::none) << line;
  return std::get<Shape>(command);
}

engine::Fetch fetch_of(std::string_view line) {
  const auto command = decode<wire::Get>(line);
  const Key key(command.key, command.flags.has('b'));
  engine::Fetch operation = to_operation(command, key);
  operation.key = {};
  return operation;
}

engine::Store store_of(std::string_view line) {
  const auto command = decode<wire::Set>(line);
  const Key key(command.key, command.flags.has('b'));
  engine::Store operation = to_operation(command, key, "v");
  operation.key = {};
  return operation;
}

engine::Arithmetic arithmetic_of(std::string_view line) {
  const auto command = decode<wire::Arithmetic>(line);
  const Key key(command.key, command.flags.has('b'));
  engine::Arithmetic operation = to_operation(command, key);
  operation.key = {};
  return operation;
}

TEST(MetaDialect, DecodesAnEncodedKey) {
  const Key key("Zm9v", true);
  EXPECT_EQ(key.bytes(), "foo");
  EXPECT_TRUE(key.encoded());
  EXPECT_EQ(Key("Zm9v", false).bytes(), "Zm9v");
}

TEST(MetaDialect, ReadsEveryFlagOfAFetch) {
  const engine::Fetch plain = fetch_of("mg k v");
  EXPECT_TRUE(plain.bump);
  EXPECT_TRUE(plain.may_win);
  EXPECT_FALSE(plain.expiry || plain.vivify || plain.recache || plain.set_cas);

  const engine::Fetch full = fetch_of("mg Zm9v b u T30 N-1 R60 E5");
  EXPECT_FALSE(full.bump);
  EXPECT_TRUE(full.encoded_key);
  EXPECT_EQ(full.expiry, 30);
  EXPECT_EQ(full.vivify, -1);
  EXPECT_EQ(full.recache, 60);
  EXPECT_EQ(full.set_cas, 5U);
}

TEST(MetaDialect, LetsTheLaterOfNAndTSetTheLifeOfWhatIsCreated) {
  EXPECT_EQ(fetch_of("mg k N30 T60").vivify, 60);
  EXPECT_EQ(fetch_of("mg k T60 N30").vivify, 30);
  EXPECT_EQ(arithmetic_of("ma k N30 T60").vivify, 60);
}

TEST(MetaDialect, JudgesRecachingByWhereRStands) {
  EXPECT_FALSE(fetch_of("mg k R30 T90").recache_after_expiry);
  EXPECT_TRUE(fetch_of("mg k T90 R30").recache_after_expiry);
  EXPECT_FALSE(fetch_of("mg k R30").recache_after_expiry);
}

TEST(MetaDialect, StoresWithTheModeOfM) {
  using Mode = engine::Store::Mode;
  EXPECT_EQ(store_of("ms k 1").mode, Mode::set);
  EXPECT_EQ(store_of("ms k 1 MS").mode, Mode::set);
  EXPECT_EQ(store_of("ms k 1 ME").mode, Mode::add);
  EXPECT_EQ(store_of("ms k 1 MR").mode, Mode::replace);
  EXPECT_EQ(store_of("ms k 1 MA").mode, Mode::append);
  EXPECT_EQ(store_of("ms k 1 MP").mode, Mode::prepend);
}

TEST(MetaDialect, ComparesWhereTheModeComparesAtAll) {
  EXPECT_EQ(store_of("ms k 1 C0").compare_cas, 0U);
  EXPECT_EQ(store_of("ms k 1 MR C9").compare_cas, 9U);
  EXPECT_FALSE(store_of("ms k 1 ME C9").compare_cas);
  EXPECT_FALSE(store_of("ms k 1 MA C0").compare_cas);
  EXPECT_EQ(store_of("ms k 1 MA C9").compare_cas, 9U);
}

TEST(MetaDialect, InvalidatesAndVivifiesInTheModesThatDo) {
  EXPECT_TRUE(store_of("ms k 1 I C5").invalidate);
  EXPECT_FALSE(store_of("ms k 1 MA I C5").invalidate);
  EXPECT_EQ(store_of("ms k 1 MA N90").vivify, 90);
  EXPECT_FALSE(store_of("ms k 1 N90").vivify);
}

TEST(MetaDialect, ChecksNoUniqueOfZeroInArithmetic) {
  EXPECT_FALSE(arithmetic_of("ma k C0").compare_cas);
  EXPECT_EQ(arithmetic_of("ma k C7").compare_cas, 7U);
  EXPECT_EQ(arithmetic_of("ma k").delta, 1U);
  EXPECT_EQ(arithmetic_of("ma k D0 MD").delta, 0U);
  EXPECT_TRUE(arithmetic_of("ma k D0 MD").decrement);
  EXPECT_EQ(arithmetic_of("ma k N0 J18446744073709551615").initial, ~std::uint64_t{0});
}

}  // namespace
}  // namespace mcspec::dialect::meta
