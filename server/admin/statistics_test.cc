#include "server/admin/statistics.h"

#include "server/admin/admin_testing.h"

namespace mcspec::admin {
namespace {

using Kind = StatisticsReply::Kind;

class StatisticsTest : public AdminTest {
 protected:
  StatisticsReply ask(std::string_view words) {
    return statistics_.answer(read_text_question(words), engine_, now_);
  }

  Refusal refusal_of(std::string_view words) {
    const StatisticsReply reply = ask(words);
    EXPECT_EQ(reply.kind, Kind::refused) << words;
    return reply.refusal;
  }

  Statistics statistics_{{.connections = connections_,
                          .log = log_,
                          .settings = {{"verbosity", "0"},
                                       {"oldest", "0"},
                                       {"detail_enabled", "no"},
                                       {"maxconns", "1024"}},
                          .started = kStart}};
  Statistics guarded_{{.connections = connections_, .log = log_, .allow_dumps = false}};
  Statistics tracking_{{.connections = connections_, .log = log_, .track_sizes = true}};
};

TEST_F(StatisticsTest, AreListedByGroup) {
  set("a", "1");
  EXPECT_NE(value_in(ask("").list, "pid"), "(missing)");
  EXPECT_EQ(value_in(ask("settings").list, "maxconns"), "1024");
  EXPECT_EQ(value_in(ask("items").list, "items:1:number"), "1");
  EXPECT_NE(value_in(ask("slabs").list, "1:chunk_size"), "(missing)");
  EXPECT_EQ(ask("conns").kind, Kind::list);
  EXPECT_EQ(refusal_of("frobnicate"), Refusal::unknown_group);
}

TEST_F(StatisticsTest, ShowSettingsAsTheyAreNow) {
  log_.set_level(2);
  (void)engine_.execute(engine::Flush{}, now_);
  (void)ask("detail on");
  const base::StatisticList settings = ask("settings").list;
  EXPECT_EQ(value_in(settings, "verbosity"), "2");
  EXPECT_EQ(value_in(settings, "oldest"), "71");
  EXPECT_EQ(value_in(settings, "detail_enabled"), "yes");
}

TEST_F(StatisticsTest, StartAnewWhenReset) {
  set("a:1", "1");
  base::add(connections_.of_worker(0).octets_read, 7);
  (void)ask("detail on");
  engine_.prefixes().count_set("a:1");
  EXPECT_EQ(ask("reset foo").kind, Kind::reset);
  const base::StatisticList list = ask("").list;
  EXPECT_EQ(value_in(list, "cmd_set"), "0");
  EXPECT_EQ(value_in(list, "total_items"), "0");
  EXPECT_EQ(value_in(list, "bytes_read"), "0");
  EXPECT_EQ(value_in(list, "curr_items"), "1");
  EXPECT_TRUE(ask("detail dump").prefixes.empty());
}

TEST_F(StatisticsTest, HaveSizesOnlyWhereTheyAreTracked) {
  set("a", "1");
  EXPECT_EQ(ask("sizes").list, (base::StatisticList{{"sizes_status", "disabled"}}));
  const auto sizes = tracking_.answer({.group = Group::sizes}, engine_, now_).list;
  EXPECT_EQ(sizes, (base::StatisticList{{"64", "1"}}));
}

TEST_F(StatisticsTest, CountByPrefixesWhenToldTo) {
  EXPECT_EQ(ask("detail on").kind, Kind::done);
  engine_.prefixes().count_get("a:1", true);
  EXPECT_EQ(ask("detail off").kind, Kind::done);
  engine_.prefixes().count_get("a:1", true);
  const StatisticsReply reply = ask("detail dump");
  EXPECT_EQ(reply.kind, Kind::prefixes);
  ASSERT_EQ(reply.prefixes.size(), 1U);
  EXPECT_EQ(reply.prefixes[0].gets, 1U);
  EXPECT_EQ(refusal_of("detail"), Refusal::unknown_detail);
  EXPECT_EQ(refusal_of("detail onx"), Refusal::unknown_detail);
}

TEST_F(StatisticsTest, DumpTheItemsOfTheOneClass) {
  set("a", "1");
  EXPECT_EQ(ask("cachedump 1 0").items.size(), 1U);
  EXPECT_EQ(ask("cachedump 0 0").kind, Kind::items);
  EXPECT_TRUE(ask("cachedump 2 0").items.empty());
  EXPECT_EQ(refusal_of("cachedump 1"), Refusal::cachedump_too_short);
  EXPECT_EQ(refusal_of("cachedump a 0"), Refusal::cachedump_no_number);
  EXPECT_EQ(refusal_of("cachedump 1 -1"), Refusal::cachedump_no_number);
  EXPECT_EQ(refusal_of("cachedump 64 0"), Refusal::cachedump_bad_class);
}

TEST_F(StatisticsTest, TellNoKeysWhereThatIsForbidden) {
  const auto refusal = [this](std::string_view words) {
    return guarded_.answer(read_text_question(words), engine_, now_).refusal;
  };
  EXPECT_EQ(refusal("detail on"), Refusal::detail_forbidden);
  EXPECT_EQ(refusal("detail"), Refusal::detail_forbidden);
  EXPECT_EQ(refusal("cachedump"), Refusal::cachedump_forbidden);
  EXPECT_FALSE(engine_.prefixes().is_on());
}

}  // namespace
}  // namespace mcspec::admin
