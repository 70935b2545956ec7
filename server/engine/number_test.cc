#include "server/engine/number.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::engine {
namespace {

using namespace std::string_view_literals;

struct Case {
  std::string_view value;
  std::optional<std::uint64_t> number;
};

TEST(ToNumber, ReadsWhatMemcachedReads) {
  constexpr Case kCases[] = {
      {"0", 0},
      {"12", 12},
      {"12   ", 12},
      {" 12", 12},
      {"\t\n\v\f\r 12", 12},
      {"+12", 12},
      {"12 ab", 12},
      {"12\n3", 12},
      {"12\0ab"sv, 12},
      {"0012", 12},
      {"000000000000000000000000000001", 1},
      {"18446744073709551615", 0xffffffffffffffff},
      {"18446744073709551610\n-1", 18446744073709551610U},
      {"-0", 0},
      {"-9223372036854775809", 9223372036854775807},
      {"-18446744073709551615", 1},
  };
  for (const Case& tried : kCases) EXPECT_EQ(to_number(tried.value), tried.number) << tried.value;
}

TEST(ToNumber, RefusesWhatMemcachedRefuses) {
  constexpr std::string_view kValues[] = {"",
                                          " ",
                                          "  ",
                                          "abc",
                                          "12x",
                                          "1e3",
                                          "1.5",
                                          "0x1",
                                          "-1",
                                          "--5",
                                          "+-5",
                                          "+",
                                          "-",
                                          "a1",
                                          "\0"sv,
                                          "1,2",
                                          "- 12",
                                          "-9223372036854775808",
                                          "18446744073709551616",
                                          "-18446744073709551616",
                                          "99999999999999999999999"};
  for (const std::string_view value : kValues) EXPECT_EQ(to_number(value), std::nullopt) << value;
}

TEST(ToNumber, DoesNotReadBehindTheValue) {
  const std::string octets = "1234";
  EXPECT_EQ(to_number(std::string_view(octets).substr(0, 2)), 12U);
}

TEST(Digits, WriteEveryNumber) {
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{9}, std::uint64_t{10},
                                     std::uint64_t{18446744073709551615U}}) {
    EXPECT_EQ(Digits(number).text(), std::to_string(number));
  }
}

}  // namespace
}  // namespace mcspec::engine
