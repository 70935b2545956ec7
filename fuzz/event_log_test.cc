#include "fuzz/event_log.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mcspec::fuzz {
namespace {

using codec::testing::StreamSetup;

EventLog log_of(codec::Bytes wire, const std::vector<std::size_t>& cuts = {},
                const StreamSetup& setup = {}) {
  EventLog log;
  decode(wire, setup, cuts, log);
  return log;
}

TEST(EventLog, IsTheSameHoweverTheInputIsCut) {
  const codec::Bytes wire = "set k 0 0 5\r\nhello\r\nfoo\r\nmg k v\r\nGET / HTTP/1.1\r\nmn\r\n";
  for (std::size_t cut = 1; cut < wire.size(); ++cut) {
    EXPECT_TRUE(log_of(wire) == log_of(wire, {cut})) << cut;
  }
}

TEST(EventLog, TellsEventsApart) {
  const std::vector<std::string> wires = {
      "",
      "get k\r\n",
      "gets k\r\n",
      "get k\r\nget k\r\n",
      "get kk\r\n",
      "mg k\r\n",
      "mg k v\r\n",
      "foo\r\n",
      "foo noreply\r\n",
      "mg k S\r\n",
      "md k S\r\n",
      "GET / HTTP/1.1\r\n",
      "set k 0 0 2\r\nab",
      "set k 0 0 2\r\nac",
      "set k 0 0 2\r\na",
      "set k 0 0 2\r\nab\r\n",
      "set k 0 0 2\r\nabxx",
      "set k f 0 2\r\nab",
  };
  for (const std::string& one : wires) {
    for (const std::string& other : wires) {
      EXPECT_EQ(log_of(one) == log_of(other), one == other) << one << " and " << other;
    }
  }
}

TEST(EventLog, ForgetsWhatItIsUsedForAgain) {
  EventLog log = log_of("get k\r\nget k\r\n");
  decode("mn\r\n", {}, {}, log);
  EXPECT_TRUE(log == log_of("mn\r\n"));
}

TEST(EventLog, HasNoDataWhereBlocksAreSkipped) {
  const StreamSetup skipping{.skip_data = true};
  const codec::Bytes one = "set k 0 0 2\r\nab\r\n";
  const codec::Bytes other = "set k 0 0 2\r\ncdxx";
  EXPECT_TRUE(log_of(one, {}, skipping) == log_of(other, {}, skipping));
  EXPECT_FALSE(log_of(one) == log_of(other));
}

}  // namespace
}  // namespace mcspec::fuzz
