// What codec/README.md shows compiles, works, and is what it shows.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "codec/testing/tour.h"

namespace {

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream) << path;
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Tour, StandsInTheReadmeWordForWord) {
  const std::string folder = MCSPEC_SOURCE_DIR "/codec";
  const std::string tour = read_file(folder + "/testing/tour.h");
  const std::string shown = tour.substr(tour.find("#include"));
  EXPECT_NE(read_file(folder + "/README.md").find("```cpp\n" + shown + "```\n"), std::string::npos)
      << "copy codec/testing/tour.h, from its first #include, to codec/README.md";
}

TEST(Tour, KeepsOneValue) {
  OneValueServer server;
  std::string output;
  const std::string input = "set k 0 0 5\r\nhello\r\nget k\r\nfoo\r\nge";
  EXPECT_EQ(server.receive(input, output), input.size() - 2);
  EXPECT_EQ(output, "STORED\r\nVALUE k 0 5\r\nhello\r\nEND\r\nunknown_command\r\n");
}

TEST(Tour, TakesPiecesAsTheyCome) {
  OneValueServer server;
  std::string output;
  EXPECT_EQ(server.receive("set k 0 0 5\r\nhe", output), 15U);
  EXPECT_EQ(server.receive("llo", output), 3U);
  EXPECT_EQ(server.receive("\r", output), 0U);
  EXPECT_EQ(server.receive("\r\nmn\r\n", output), 6U);
  EXPECT_EQ(output, "STORED\r\nSERVER_ERROR only classic is spoken here\r\n");
}

TEST(Tour, StopsWhereTheNextCommandCannotBeFound) {
  OneValueServer server;
  std::string output;
  server.receive("GET / HTTP/1.1\r\nget k\r\n", output);
  EXPECT_EQ(output, "http_request\r\n");
}

}  // namespace
