#include "codec/classic/reply.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>

namespace mcspec::codec::classic {
namespace {

/// What `write` makes of a Writer.
template <typename Write>
std::string written(Write write) {
  std::array<char, 512> space;
  Writer out(space);
  write(out);
  EXPECT_TRUE(out.ok());
  return std::string(out.written());
}

TEST(ClassicReply, SpellsEachFixedLine) {
  const auto line = [](Line value) { return written([&](Writer& out) { encode(out, value); }); };
  EXPECT_EQ(line(Line::stored), "STORED\r\n");
  EXPECT_EQ(line(Line::not_stored), "NOT_STORED\r\n");
  EXPECT_EQ(line(Line::exists), "EXISTS\r\n");
  EXPECT_EQ(line(Line::not_found), "NOT_FOUND\r\n");
  EXPECT_EQ(line(Line::deleted), "DELETED\r\n");
  EXPECT_EQ(line(Line::touched), "TOUCHED\r\n");
  EXPECT_EQ(line(Line::ok), "OK\r\n");
  EXPECT_EQ(line(Line::reset), "RESET\r\n");
  EXPECT_EQ(line(Line::end), "END\r\n");
  EXPECT_EQ(line(Line::miss), "MISS\r\n");
  EXPECT_EQ(line(Line::empty), "\r\n");
}

TEST(ClassicReply, WritesTheHeadOfAValueWithAndWithoutItsUnique) {
  EXPECT_EQ(written([](Writer& out) {
              encode(out, ValueHead{.key = "k", .flags = 5, .size = 3, .unique = {}});
            }),
            "VALUE k 5 3\r\n");
  EXPECT_EQ(written([](Writer& out) {
              encode(out, ValueHead{.key = "k", .flags = 0, .size = 0, .unique = 0});
            }),
            "VALUE k 0 0 0\r\n");
}

TEST(ClassicReply, HasNoValueHeadLongerThanItsMaximum) {
  constexpr auto kMax32 = std::numeric_limits<std::uint32_t>::max();
  constexpr auto kMax64 = std::numeric_limits<std::uint64_t>::max();
  const std::string key(250, 'k');
  const std::string head = written([&](Writer& out) {
    encode(out, ValueHead{.key = key, .flags = kMax32, .size = kMax32, .unique = kMax64});
  });
  EXPECT_EQ(head.size(), kValueHeadSizeMax);
}

TEST(ClassicReply, WritesNumbersVersionsStatisticsAndErrors) {
  EXPECT_EQ(written([](Writer& out) { encode_number(out, 0); }), "0\r\n");
  EXPECT_EQ(written([](Writer& out) { encode_number(out, ~std::uint64_t{0}); }),
            "18446744073709551615\r\n");
  EXPECT_EQ(written([](Writer& out) { encode_version(out, "1.6.45"); }), "VERSION 1.6.45\r\n");
  EXPECT_EQ(written([](Writer& out) { encode_stat(out, "pid", "42"); }), "STAT pid 42\r\n");
  EXPECT_EQ(written([](Writer& out) { encode_error(out, "CLIENT_ERROR bad data chunk"); }),
            "CLIENT_ERROR bad data chunk\r\n");
}

TEST(ClassicReply, LeavesNoSpaceBehindAStatisticWithoutAValue) {
  EXPECT_EQ(written([](Writer& out) { encode_stat(out, "pid", {}); }), "STAT pid\r\n");
}

/// The fault of a line that is refused.
Fault fault_of(Bytes line, const Limits& limits = {}) {
  Reply reply;
  return decode_reply(line, limits, reply);
}

template <typename T>
T decoded(Bytes line) {
  Reply reply;
  EXPECT_EQ(decode_reply(line, Limits{}, reply), Fault::none) << line;
  const auto* found = std::get_if<T>(&reply);
  EXPECT_NE(found, nullptr) << line;
  return found == nullptr ? T{} : *found;
}

TEST(ClassicReply, KnowsEachFixedLineAgain) {
  for (int number = 0; number <= static_cast<int>(Line::empty); ++number) {
    const auto line = static_cast<Line>(number);
    const std::string octets = written([&](Writer& out) { encode(out, line); });
    EXPECT_EQ(decoded<Line>(Bytes(octets).substr(0, octets.size() - 2)), line);
  }
}

TEST(ClassicReply, ReadsTheHeadOfAValue) {
  const auto head = decoded<ValueHead>("VALUE key 5 3 9");
  EXPECT_EQ(head.key, "key");
  EXPECT_EQ(head.flags, 5U);
  EXPECT_EQ(head.size, 3U);
  EXPECT_EQ(head.unique, 9U);
  EXPECT_EQ(decoded<ValueHead>("VALUE key 5 3").unique, std::nullopt);
}

TEST(ClassicReply, ReadsNumbersVersionsStatisticsAndErrors) {
  EXPECT_EQ(decoded<Number>("18446744073709551615").value, ~std::uint64_t{0});
  EXPECT_EQ(decoded<Version>("VERSION 1.6.45").version, "1.6.45");
  EXPECT_EQ(decoded<Stat>("STAT a b c").name, "a");
  EXPECT_EQ(decoded<Stat>("STAT a b c").value, "b c");
  EXPECT_EQ(decoded<Stat>("STAT a").value, "");
  EXPECT_EQ(decoded<Error>("ERROR").kind, Error::Kind::error);
  EXPECT_EQ(decoded<Error>("CLIENT_ERROR no").kind, Error::Kind::client);
  EXPECT_EQ(decoded<Error>("SERVER_ERROR no").kind, Error::Kind::server);
  EXPECT_EQ(decoded<Error>("SERVER_ERROR: no").kind, Error::Kind::server);
  EXPECT_EQ(decoded<Error>("CLIENT_ERROR no").words, "CLIENT_ERROR no");
}

TEST(ClassicReply, ReadsWhyAnAdministrativeCommandWasNotDone) {
  using Kind = Error::Kind;
  const auto kind = [](Bytes line) { return decoded<Error>(line).kind; };
  EXPECT_EQ(kind("ERROR: no"), Kind::error);
  EXPECT_EQ(kind("Error TLS not enabled"), Kind::error);
  EXPECT_EQ(kind("BUSY x"), Kind::busy);
  EXPECT_EQ(kind("BADCLASS x"), Kind::bad_class);
  EXPECT_EQ(kind("NOSPARE x"), Kind::no_spare);
  EXPECT_EQ(kind("NOTFULL x"), Kind::not_full);
  EXPECT_EQ(kind("UNSAFE x"), Kind::unsafe);
  EXPECT_EQ(kind("SAME x"), Kind::same);
  EXPECT_EQ(kind("NOTSTARTED x"), Kind::not_started);
  EXPECT_EQ(kind("MEMLIMIT_TOO_SMALL x"), Kind::memlimit_too_small);
  EXPECT_EQ(kind("MEMLIMIT_ADJUST_FAILED x"), Kind::memlimit_adjust_failed);
  EXPECT_EQ(kind("WATCHER_TOO_MANY x"), Kind::watcher_too_many);
  EXPECT_EQ(kind("WATCHER_FAILED x"), Kind::watcher_failed);
  EXPECT_EQ(decoded<Error>("BUSY a b").words, "BUSY a b");
}

TEST(ClassicReply, ReadsTheLinesOfLists) {
  EXPECT_EQ(std::get<DumpedKey>(decoded<Listing>("mg k")).key, "k");
  EXPECT_EQ(std::get<LogGap>(decoded<Listing>("skipped=7")).count, 7U);
}

TEST(ClassicReply, TellsALineThatIsUnknownFromOneThatIsWrong) {
  EXPECT_EQ(fault_of(" "), Fault::unknown_reply);
  EXPECT_EQ(fault_of(" STORED"), Fault::unknown_reply);
  EXPECT_EQ(fault_of("NOSPARES x"), Fault::unknown_reply);
  EXPECT_EQ(fault_of("NOSPARE"), Fault::bad_reply);
  EXPECT_EQ(fault_of("-1"), Fault::unknown_reply);
  EXPECT_EQ(fault_of("END 1"), Fault::bad_reply);
  EXPECT_EQ(fault_of("007"), Fault::bad_reply);
  EXPECT_EQ(fault_of("VALUE k 0 1 2 3"), Fault::bad_reply);
}

TEST(ClassicReply, KeepsTheLimitsOfKeysAndBlocks) {
  const Limits limits{.key_size_max = 2, .block_size_max = 9};
  EXPECT_EQ(fault_of("VALUE kk 0 9", limits), Fault::none);
  EXPECT_EQ(fault_of("VALUE kkk 0 9", limits), Fault::key_too_long);
  EXPECT_EQ(fault_of("VALUE kk 0 10", limits), Fault::bad_reply);
}

TEST(ClassicReply, IsWrittenAsItWasRead) {
  for (const Bytes line : {"STORED", "VALUE k 5 3", "VALUE k 5 3 9", "42", "VERSION 1 x", "STAT a",
                           "STAT a b c", "ERROR", "SERVER_ERROR: no", "CLIENT_ERROR a b",
                           "BUSY a b", "", "mg k", "ITEM k [1 b; 0 s]"}) {
    Reply reply;
    ASSERT_EQ(decode_reply(line, Limits{}, reply), Fault::none) << line;
    EXPECT_EQ(written([&](Writer& out) { encode(out, reply); }), std::string(line) + "\r\n");
  }
}

}  // namespace
}  // namespace mcspec::codec::classic
