#include "codec/classic/listing.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace mcspec::codec::classic {
namespace {

template <typename T>
T decoded(Bytes line) {
  Listing listing;
  EXPECT_EQ(decode_listing(line, Limits{}, listing), Fault::none) << line;
  const auto* found = std::get_if<T>(&listing);
  EXPECT_NE(found, nullptr) << line;
  return found == nullptr ? T{} : *found;
}

Fault fault_of(Bytes line, const Limits& limits = {}) {
  Listing listing;
  return decode_listing(line, limits, listing);
}

std::string encoded(const Listing& listing) {
  std::array<char, 512> space;
  Writer out(space);
  encode(out, listing);
  EXPECT_TRUE(out.ok());
  return std::string(out.written());
}

TEST(Listing, ReadsAnItemOfACachedump) {
  const auto item = decoded<CachedItem>("ITEM c:d [3 b; 1795548564 s]");
  EXPECT_EQ(item.key, "c:d");
  EXPECT_EQ(item.size, 3U);
  EXPECT_EQ(item.exptime, 1795548564U);
}

TEST(Listing, ReadsThePrefixesOfADetailDump) {
  const auto counts = decoded<PrefixCounts>("PREFIX p get 1 hit 2 set 3 del 4");
  EXPECT_EQ(counts.name, "p");
  EXPECT_EQ(counts.gets, 1U);
  EXPECT_EQ(counts.hits, 2U);
  EXPECT_EQ(counts.sets, 3U);
  EXPECT_EQ(counts.deletes, 4U);
  EXPECT_EQ(decoded<PrefixCounts>("PREFIX  get 1 hit 2 set 3 del 4").name, "");
}

TEST(Listing, ReadsAnItemOfAMetadump) {
  const auto item = decoded<DumpedItem>(
      "key=a%25b exp=7 la=6 cas=5 fetch=yes cls=4 size=68 flags=3 ext_page=2 ext_offset=1 ");
  EXPECT_EQ(item.key, "a%25b");
  EXPECT_EQ(item.exptime, 7U);
  EXPECT_EQ(item.last_access, 6U);
  EXPECT_EQ(item.unique, 5U);
  EXPECT_TRUE(item.fetched);
  EXPECT_EQ(item.slab_class, 4U);
  EXPECT_EQ(item.size, 68U);
  EXPECT_EQ(item.flags, 3U);
  ASSERT_TRUE(item.place);
  EXPECT_EQ(item.place->page, 2U);
  EXPECT_EQ(item.place->offset, 1U);

  const auto plain = decoded<DumpedItem>("key=k exp=-1 la=6 cas=5 fetch=no cls=4 size=68 flags=3 ");
  EXPECT_EQ(plain.exptime, std::nullopt);
  EXPECT_FALSE(plain.fetched);
  EXPECT_FALSE(plain.place);
}

TEST(Listing, ReadsAKeyOfAMgdump) {
  EXPECT_EQ(decoded<DumpedKey>("mg k").key, "k");
  EXPECT_FALSE(decoded<DumpedKey>("mg k").encoded_key);
  EXPECT_TRUE(decoded<DumpedKey>("mg YQ== b").encoded_key);
}

TEST(Listing, ReadsWhatAWatcherIsSent) {
  const auto entry = decoded<LogEntry>("ts=7.5 gid=3 type=item_get key=w status=found");
  EXPECT_EQ(entry.seconds, 7U);
  EXPECT_EQ(entry.microseconds, 5U);
  EXPECT_EQ(entry.number, 3U);
  EXPECT_EQ(entry.type, "item_get");
  EXPECT_EQ(entry.fields, "key=w status=found");
  EXPECT_EQ(decoded<LogGap>("skipped=12").count, 12U);
}

TEST(Listing, KnowsWhichLinesEndInALineFeedAlone) {
  for (const Bytes line : {"key=k", "ts=1", "skipped=1"}) EXPECT_TRUE(ends_in_line_feed(line));
  for (const Bytes line : {"", "key", "k", "ITEM k", "PREFIX p", "mg k", "STAT key=k", "END"}) {
    EXPECT_FALSE(ends_in_line_feed(line)) << line;
  }
}

TEST(Listing, WritesEachLineWithItsOwnTerminator) {
  EXPECT_EQ(encoded(CachedItem{.key = "k", .size = 1, .exptime = 2}), "ITEM k [1 b; 2 s]\r\n");
  EXPECT_EQ(encoded(PrefixCounts{.name = "p", .gets = 1, .hits = 2, .sets = 3, .deletes = 4}),
            "PREFIX p get 1 hit 2 set 3 del 4\r\n");
  EXPECT_EQ(encoded(DumpedItem{.key = "k"}),
            "key=k exp=-1 la=0 cas=0 fetch=no cls=0 size=0 flags=0 \n");
  EXPECT_EQ(encoded(DumpedKey{.key = "YQ==", .encoded_key = true}), "mg YQ== b\r\n");
  EXPECT_EQ(encoded(LogEntry{.microseconds = 5, .type = "x"}), "ts=0.5 gid=0 type=x\n");
  EXPECT_EQ(encoded(LogGap{.count = 3}), "skipped=3\n");
}

TEST(Listing, TellsALineThatIsUnknownFromOneThatIsWrong) {
  EXPECT_EQ(fault_of(""), Fault::unknown_reply);
  EXPECT_EQ(fault_of("ITEMS k"), Fault::unknown_reply);
  EXPECT_EQ(fault_of("mgk"), Fault::unknown_reply);
  EXPECT_EQ(fault_of("ITEM"), Fault::bad_reply);
  EXPECT_EQ(fault_of("key="), Fault::bad_reply);
  EXPECT_EQ(fault_of("ts="), Fault::bad_reply);
  EXPECT_EQ(fault_of("skipped=1\r"), Fault::bad_reply);
}

TEST(Listing, KeepsTheLimitOfKeysAsTheyAreStored) {
  const Limits limits{.key_size_max = 2};
  EXPECT_EQ(fault_of("mg kk", limits), Fault::none);
  EXPECT_EQ(fault_of("mg kkk", limits), Fault::key_too_long);
  const auto dumped = [&](const std::string& key) {
    return fault_of("key=" + key + " exp=-1 la=0 cas=0 fetch=no cls=0 size=0 flags=0 ", limits);
  };
  EXPECT_EQ(dumped("%20%20"), Fault::none);
  EXPECT_EQ(dumped("%20%20k"), Fault::key_too_long);
}

}  // namespace
}  // namespace mcspec::codec::classic
