#include "server/auth/user_file.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace mcspec::auth {
namespace {

class UserFileTest : public testing::Test {
 protected:
  UserFileTest() { write("ann:one\n"); }
  ~UserFileTest() override { std::remove(path_.c_str()); }

  void write(std::string_view text) { std::ofstream(path_, std::ios::binary) << text; }

  const std::string path_ =
      testing::TempDir() + "users-" + testing::UnitTest::GetInstance()->current_test_info()->name();
  UserFile file_{path_};
};

TEST_F(UserFileTest, AdmitsNobodyBeforeItIsRead) { EXPECT_FALSE(file_.admit("ann", "one")); }

TEST_F(UserFileTest, FollowsTheFileWhenItIsReadAgain) {
  ASSERT_EQ(file_.load(), std::nullopt);
  EXPECT_TRUE(file_.admit("ann", "one"));
  write("ann:two\n");
  EXPECT_TRUE(file_.admit("ann", "one"));
  ASSERT_EQ(file_.load(), std::nullopt);
  EXPECT_FALSE(file_.admit("ann", "one"));
  EXPECT_TRUE(file_.admit("ann", "two"));
}

TEST_F(UserFileTest, KeepsWhatItKnewWhenTheFileGoesBad) {
  ASSERT_EQ(file_.load(), std::nullopt);
  write("ann:two\nbob\n");
  EXPECT_EQ(file_.load(), path_ + ": line 2: expected user:password");
  EXPECT_TRUE(file_.admit("ann", "one"));
  std::remove(path_.c_str());
  EXPECT_EQ(file_.load(), path_ + ": No such file or directory");
  EXPECT_TRUE(file_.admit("ann", "one"));
}

}  // namespace
}  // namespace mcspec::auth
