#include "server/auth/users.h"

#include <gtest/gtest.h>

#include <string>

namespace mcspec::auth {
namespace {

Users users_of(std::string_view text, Users::PasswordEnd end = Users::PasswordEnd::line) {
  const auto read = Users::read(text, end);
  const auto* users = std::get_if<Users>(&read);
  EXPECT_NE(users, nullptr);
  return users == nullptr ? Users() : *users;
}

BadLine fault_of(std::string_view text) {
  const auto read = Users::read(text);
  const auto* fault = std::get_if<BadLine>(&read);
  EXPECT_NE(fault, nullptr);
  return fault == nullptr ? BadLine() : *fault;
}

TEST(Users, AdmitsEachUserWithItsPasswordAlone) {
  const Users users = users_of("ann:one\nbob:two\n");
  EXPECT_TRUE(users.admit("ann", "one"));
  EXPECT_TRUE(users.admit("bob", "two"));
  EXPECT_FALSE(users.admit("ann", "two"));
  EXPECT_FALSE(users.admit("ann", "on"));
  EXPECT_FALSE(users.admit("ann", "one "));
  EXPECT_FALSE(users.admit("an", "n:one"));
  EXPECT_FALSE(users.admit("", ""));
}

TEST(Users, TakesSpacesAndColonsAsPartOfAPassword) {
  const Users users = users_of("ann:a b:c");
  EXPECT_TRUE(users.admit("ann", "a b:c"));
  EXPECT_FALSE(users.admit("ann", "a b"));
}

TEST(Users, EndsAPasswordAtASecondColonWhereThatIsTheFormat) {
  const Users users = users_of("ann:one:rest", Users::PasswordEnd::colon);
  EXPECT_TRUE(users.admit("ann", "one"));
  EXPECT_FALSE(users.admit("ann", "one:rest"));
}

TEST(Users, ReadsFilesWithAndWithoutALastLineEnd) {
  EXPECT_TRUE(users_of("ann:one").admit("ann", "one"));
  EXPECT_TRUE(users_of("ann:one\r\n").admit("ann", "one"));
}

TEST(Users, NobodyComesInWhereNobodyIsNamed) { EXPECT_FALSE(users_of("").admit("", "")); }

TEST(Users, NamesTheLineThatIsBad) {
  EXPECT_EQ(fault_of("ann:one\nbob\n").number, 2U);
  EXPECT_EQ(fault_of("ann:one\n\nbob:two\n").number, 2U);
  EXPECT_EQ(fault_of("ann:" + std::string(252, 'x')).number, 1U);
  EXPECT_TRUE(users_of("ann:" + std::string(251, 'x')).admit("ann", std::string(251, 'x')));
}

}  // namespace
}  // namespace mcspec::auth
