// Short lines of the commands that are sent most are read by code of their own, and by the code for
// all lines when they come in two pieces. Both must say the same.

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "codec/testing/deliver.h"

namespace mcspec::codec {
namespace {

using testing::deliver;
using testing::StreamSetup;

/// Octets at which both begin to differ, and words that one of them leaves to the other.
constexpr std::array<Bytes, 14> kWords = {
    "k",       "0", "12", "-1", "007", "99999999999", "4294967296",
    "noreply", "v", "t",  "O1", "!",   "b",           "",
};

void expect_the_same_in_two_pieces(const std::string& line, const StreamSetup& setup) {
  for (const Bytes end : {"\r\n", "\n"}) {
    const std::string wire = line + std::string(end) + "0123456789ab\r\nmn\r\n";
    const std::array<std::size_t, 1> cut = {line.size()};
    ASSERT_EQ(deliver(wire, setup).text(), deliver(wire, setup, cut).text()) << line;
  }
}

/// Tries `line` with every three and four words behind it.
void expect_the_same_of_all(const std::string& line, const StreamSetup& setup) {
  for (const Bytes first : kWords) {
    for (const Bytes second : kWords) {
      for (const Bytes third : kWords) {
        std::string words = line;
        for (const Bytes word : {first, second, third}) words.append(" ").append(word);
        expect_the_same_in_two_pieces(words, setup);
        if (::testing::Test::HasFatalFailure()) return;
      }
    }
  }
}

TEST(ShortCommands, AreReadLikeAllOthers) {
  for (const Bytes start : {"get", "mg", "set", "get k", "mg k", "set k", "mg k v", "set k 0",
                            "set k 0 0", "gets", "se", "sets k", "m", "mgk", " get"}) {
    expect_the_same_of_all(std::string(start), {});
  }
}

TEST(ShortCommands, AreReadLikeAllOthersUnderSmallLimits) {
  const StreamSetup setup = {.limits = {.line_size_max = 16,
                                        .get_line_size_max = 12,
                                        .key_size_max = 1,
                                        .block_size_max = 7,
                                        .meta_token_count_max = 4}};
  const StreamSetup roomy = {.limits = {.block_size_max = 7, .meta_token_count_max = 4}};
  for (const Bytes start : {"get", "mg k", "set k"}) {
    expect_the_same_of_all(std::string(start), setup);
    expect_the_same_of_all(std::string(start), roomy);
  }
}

TEST(ShortCommands, AreReadLikeAllOthersAtEverySize) {
  for (const Bytes start : {"get ", "mg ", "set "}) {
    for (const Bytes behind : {"", " v", " 0 0 12", " 0 0 12 noreply", " 1 1700000000 12"}) {
      for (std::size_t size = 0; size <= 70; ++size) {
        const std::string line = std::string(start) + std::string(size, 'k') + std::string(behind);
        expect_the_same_in_two_pieces(line, {});
      }
    }
  }
}

}  // namespace
}  // namespace mcspec::codec
