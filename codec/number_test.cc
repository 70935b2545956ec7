#include "codec/number.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mcspec::codec {
namespace {

constexpr NumberPolicy kUnbounded = {0, false};

/// Checks a bound of type T: `last` is in range and the number after it is not.
template <typename T>
void expect_bound(const std::string& last, const std::string& beyond, T value) {
  EXPECT_EQ(parse_decimal<T>(last, kUnbounded), value) << last;
  EXPECT_EQ(parse_decimal<T>(beyond, kUnbounded), std::nullopt) << beyond;
}

TEST(ParseDecimal, EndsWhereTheTypeEnds) {
  expect_bound<std::uint8_t>("255", "256", 255);
  expect_bound<std::int8_t>("127", "128", 127);
  expect_bound<std::int8_t>("-128", "-129", -128);
  expect_bound<std::uint16_t>("65535", "65536", 65535);
  expect_bound<std::uint32_t>("4294967295", "4294967296", 0xffffffff);
  expect_bound<std::int32_t>("2147483647", "2147483648", 0x7fffffff);
  expect_bound<std::int32_t>("-2147483648", "-2147483649", -0x7fffffff - 1);
  expect_bound<std::uint64_t>("18446744073709551615", "18446744073709551616", ~std::uint64_t{0});
  expect_bound<std::int64_t>("9223372036854775807", "9223372036854775808", 0x7fffffffffffffff);
  expect_bound<std::int64_t>("-9223372036854775808", "-9223372036854775809",
                             -0x7fffffffffffffff - 1);
}

TEST(ParseDecimal, NeverWraps) {
  for (const std::string& digits : std::vector<std::string>{
           "18446744073709551617", "18446744073709551620", "18446744073709551700",
           "28446744073709551615", "184467440737095516150", "99999999999999999999",
           "340282366920938463463374607431768211456"}) {
    EXPECT_EQ(parse_decimal<std::uint64_t>(digits, kUnbounded), std::nullopt) << digits;
    EXPECT_EQ(parse_decimal<std::int64_t>("-" + digits, kUnbounded), std::nullopt) << digits;
  }
}

TEST(ParseDecimal, ReadsDigitsOnly) {
  for (int octet = 0; octet < 256; ++octet) {
    const bool is_digit = octet >= '0' && octet <= '9';
    const std::string behind = std::string("1") + static_cast<char>(octet);
    EXPECT_EQ(parse_decimal<std::uint32_t>(behind, kUnbounded).has_value(), is_digit) << octet;
    const std::string before = static_cast<char>(octet) + std::string("1");
    EXPECT_EQ(parse_decimal<std::uint32_t>(before, kUnbounded).has_value(), is_digit) << octet;
  }
  EXPECT_EQ(parse_decimal<std::uint32_t>("", kUnbounded), std::nullopt);
}

TEST(ParseDecimal, CountsEveryOctetAgainstThePolicy) {
  EXPECT_EQ(parse_decimal<std::int32_t>("00000000001", policy::k32Bit), 1);
  EXPECT_EQ(parse_decimal<std::int32_t>("000000000001", policy::k32Bit), std::nullopt);
  EXPECT_EQ(parse_decimal<std::int32_t>("-0000000001", policy::k32Bit), -1);
  EXPECT_EQ(parse_decimal<std::int32_t>("-00000000001", policy::k32Bit), std::nullopt);
  EXPECT_EQ(parse_decimal<std::uint64_t>(std::string(21, '0') + "1", policy::k64Bit), 1U);
  EXPECT_EQ(parse_decimal<std::uint64_t>(std::string(22, '0') + "1", policy::k64Bit), std::nullopt);
  EXPECT_EQ(parse_decimal<std::uint64_t>(std::string(999, '0') + "1", policy::kLenient), 1U);
}

TEST(ParseDecimal, TakesAMinusWhereItMeansSomething) {
  EXPECT_EQ(parse_decimal<std::uint32_t>("-1", policy::k32Bit), std::nullopt);
  EXPECT_EQ(parse_decimal<std::uint32_t>("-0", policy::k32Bit), std::nullopt);
  EXPECT_EQ(parse_decimal<std::uint64_t>("-0", policy::kLenient), 0U);
  EXPECT_EQ(parse_decimal<std::uint64_t>("-1", policy::kLenient), std::nullopt);
  EXPECT_EQ(parse_decimal<std::int64_t>("-1", policy::kLenient), -1);
  EXPECT_EQ(parse_decimal<std::int64_t>("-0", policy::kLenient), 0);
  EXPECT_EQ(parse_decimal<std::int64_t>("--1", policy::kLenient), std::nullopt);
  EXPECT_EQ(parse_decimal<std::int32_t>("1-", policy::k32Bit), std::nullopt);
}

TEST(ParseDecimal, TakesALoneMinusForZeroOnlyWhenStrictAndSigned) {
  EXPECT_EQ(parse_decimal<std::int32_t>("-", policy::k32Bit), 0);
  EXPECT_EQ(parse_decimal<std::uint32_t>("-", policy::k32Bit), std::nullopt);
  EXPECT_EQ(parse_decimal<std::int64_t>("-", policy::kLenient), std::nullopt);
  EXPECT_EQ(parse_decimal<std::uint64_t>("-", policy::kLenient), std::nullopt);
}

TEST(ParseDecimal, SkipsWhiteSpaceAndAPlusOnlyWhenLenient) {
  for (const char white : {' ', '\t', '\n', '\v', '\f', '\r'}) {
    const std::string before = white + std::string("7");
    const std::string behind = std::string("7") + white + "x";
    EXPECT_EQ(parse_decimal<std::uint64_t>(before, policy::kLenient), 7U) << int{white};
    EXPECT_EQ(parse_decimal<std::uint64_t>(behind, policy::kLenient), 7U) << int{white};
    EXPECT_EQ(parse_decimal<std::uint64_t>(before, policy::k64Bit), std::nullopt) << int{white};
    EXPECT_EQ(parse_decimal<std::uint64_t>(behind, policy::k64Bit), std::nullopt) << int{white};
  }
  EXPECT_EQ(parse_decimal<std::int64_t>("\t+7", policy::kLenient), 7);
  EXPECT_EQ(parse_decimal<std::int64_t>("+7", policy::k64Bit), std::nullopt);
  for (const Bytes text : {"", "\t", "+", "\t+", "++7", "+\t7", "7x", "\0017"}) {
    EXPECT_EQ(parse_decimal<std::int64_t>(text, policy::kLenient), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace mcspec::codec
