#include "server/admin/general.h"

#include <set>

#include "server/admin/admin_testing.h"
#include "server/base/version.h"

namespace mcspec::admin {
namespace {

class GeneralTest : public AdminTest {
 protected:
  base::StatisticList list() { return list_general(engine_, connections_, kStart, now_); }
  std::string value_of(std::string_view name) { return value_in(list(), name); }
};

TEST_F(GeneralTest, HasEveryNameOfMemcachedAndOneOfItsOwn) {
  std::set<std::string> names;
  for (const auto& [name, value] : list()) {
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_FALSE(value.empty()) << name;
  }
  EXPECT_EQ(names.size(), 93U + 1U);
  EXPECT_EQ(list().front().first, "pid");
  EXPECT_EQ(list().back().first, "mcspecd_version");
}

TEST_F(GeneralTest, TellsOfTheProcess) {
  EXPECT_EQ(value_of("uptime"), "10");
  EXPECT_EQ(value_of("time"), std::to_string(now_));
  EXPECT_EQ(value_of("version"), base::kProtocolVersion);
  now_ = kStart - 5;
  EXPECT_EQ(value_of("uptime"), "0");
}

TEST_F(GeneralTest, CountsCommands) {
  set("key", "value");
  EXPECT_TRUE(get("key"));
  EXPECT_FALSE(get("other"));
  engine_.count_inspection();
  EXPECT_EQ(value_of("cmd_set"), "1");
  EXPECT_EQ(value_of("cmd_get"), "2");
  EXPECT_EQ(value_of("get_hits"), "1");
  EXPECT_EQ(value_of("get_misses"), "1");
  EXPECT_EQ(value_of("cmd_meta"), "1");
  EXPECT_EQ(value_of("curr_items"), "1");
  EXPECT_EQ(value_of("total_items"), "1");
}

TEST_F(GeneralTest, TellsOfConnections) {
  base::add(connections_.of_worker(1).opened, 3);
  connections_.set_accepting(false);
  EXPECT_EQ(value_of("curr_connections"), "3");
  EXPECT_EQ(value_of("max_connections"), "1024");
  EXPECT_EQ(value_of("threads"), "2");
  EXPECT_EQ(value_of("accepting_conns"), "0");
}

TEST_F(GeneralTest, TellsTheSizeOfTheIndexAsAPowerOfTwo) {
  EXPECT_EQ(value_of("hash_power_level"), "0");
  set("key", "value");
  const std::uint64_t slots = std::stoull(value_of("hash_bytes")) / 8;
  const std::uint64_t level = std::stoull(value_of("hash_power_level"));
  EXPECT_LE(std::uint64_t{1} << level, slots);
  EXPECT_GT(std::uint64_t{2} << level, slots);
}

}  // namespace
}  // namespace mcspec::admin
