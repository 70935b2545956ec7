#include "codec/testing/notation.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::codec::testing {
namespace {

TEST(Notation, PrintsWhatItParses) {
  std::string every_octet;
  for (int octet = 0; octet < 256; ++octet) every_octet += static_cast<char>(octet);
  for (const std::string& octets :
       {every_octet, std::string(16, 'k'), std::string(17, 'k'), std::string(250, '\0'),
        std::string("a;b ]{<\\"), std::string("\x80\x0a", 2) + std::string(100, '{')}) {
    EXPECT_EQ(parse_octets(print_octets(octets)), octets);
  }
  EXPECT_EQ(print_octets(std::string(17, 'k') + " ;"), "k{x17}\\x20\\x3b");
}

TEST(Notation, ReadsHexadecimalGroups) {
  EXPECT_EQ(parse_octets("<80 0a 0102>k"), std::string("\x80\x0a\x01\x02k"));
}

}  // namespace
}  // namespace mcspec::codec::testing
