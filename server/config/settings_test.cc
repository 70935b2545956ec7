#include "server/config/settings.h"

#include <gtest/gtest.h>

#include <map>

namespace mcspec::config {
namespace {

std::map<std::string, std::string> settings_of(const Options& options) {
  std::map<std::string, std::string> settings;
  for (const auto& [name, value] : list_settings(options)) {
    EXPECT_TRUE(settings.emplace(name, value).second) << name;
  }
  return settings;
}

TEST(Settings, ShowMemcachedsDefaults) {
  auto settings = settings_of({});
  EXPECT_EQ(settings["maxbytes"], "67108864");
  EXPECT_EQ(settings["maxconns"], "1024");
  EXPECT_EQ(settings["tcpport"], "11211");
  EXPECT_EQ(settings["inter"], "NULL");
  EXPECT_EQ(settings["evictions"], "on");
  EXPECT_EQ(settings["domain_socket"], "NULL");
  EXPECT_EQ(settings["umask"], "700");
  EXPECT_EQ(settings["cas_enabled"], "yes");
  EXPECT_EQ(settings["binding_protocol"], "auto-negotiate");
  EXPECT_EQ(settings["item_size_max"], "1048576");
  EXPECT_EQ(settings["maxconns_fast"], "yes");
  EXPECT_EQ(settings["stat_key_prefix"], ":");
  EXPECT_EQ(settings["detail_enabled"], "no");
  EXPECT_EQ(settings["dump_enabled"], "yes");
  EXPECT_EQ(settings["track_sizes"], "no");
  EXPECT_EQ(settings["growth_factor"], "1.25");
}

TEST(Settings, HaveAllNamesOfMemcached) {
  const auto list = list_settings({});
  EXPECT_EQ(list.size(), 66U);
  EXPECT_EQ(list.front().first, "maxbytes");
  EXPECT_EQ(list.back().first, "client_flags_size");
}

TEST(Settings, ShowWhatWasAskedFor) {
  Options options;
  options.listen = {{"127.0.0.1", 0}, {"::1", 3000}, {"", 4000}};
  options.unix_socket = "/tmp/s";
  options.unix_mask = 0770;
  options.verbose = 3;
  options.disable_evictions = true;
  options.disable_cas = true;
  options.protocol = Protocol::binary;
  options.maxconns_fast = false;
  options.prefix_delimiter = '/';
  options.detail_enabled = true;
  options.disable_dumping = true;
  options.track_sizes = true;
  auto settings = settings_of(options);
  EXPECT_EQ(settings["inter"], "127.0.0.1,[::1]:3000,*:4000");
  EXPECT_EQ(settings["domain_socket"], "/tmp/s");
  EXPECT_EQ(settings["umask"], "770");
  EXPECT_EQ(settings["verbosity"], "2");
  EXPECT_EQ(settings["evictions"], "off");
  EXPECT_EQ(settings["cas_enabled"], "no");
  EXPECT_EQ(settings["binding_protocol"], "binary");
  EXPECT_EQ(settings["maxconns_fast"], "no");
  EXPECT_EQ(settings["stat_key_prefix"], "/");
  EXPECT_EQ(settings["detail_enabled"], "yes");
  EXPECT_EQ(settings["dump_enabled"], "no");
  EXPECT_EQ(settings["track_sizes"], "yes");
}

}  // namespace
}  // namespace mcspec::config
