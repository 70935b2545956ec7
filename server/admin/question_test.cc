#include "server/admin/question.h"

#include <gtest/gtest.h>

namespace mcspec::admin {
namespace {

TEST(TextQuestion, IsGeneralWithoutWords) {
  EXPECT_EQ(read_text_question("").group, Group::general);
  EXPECT_EQ(read_text_question("   ").group, Group::general);
}

TEST(TextQuestion, IsReadByItsFirstWord) {
  EXPECT_EQ(read_text_question("reset").group, Group::reset);
  EXPECT_EQ(read_text_question("  settings  foo").group, Group::settings);
  EXPECT_EQ(read_text_question("items foo").group, Group::items);
  EXPECT_EQ(read_text_question("slabs").group, Group::slabs);
  EXPECT_EQ(read_text_question("sizes").group, Group::sizes);
  EXPECT_EQ(read_text_question("conns").group, Group::connections);
}

TEST(TextQuestion, MayBeShortenedForSomeGroups) {
  EXPECT_EQ(read_text_question("s").group, Group::settings);
  EXPECT_EQ(read_text_question("re").group, Group::reset);
  EXPECT_EQ(read_text_question("c").group, Group::cachedump);
  EXPECT_EQ(read_text_question("co").group, Group::connections);
  EXPECT_EQ(read_text_question("item").group, Group::unknown);
  EXPECT_EQ(read_text_question("si").group, Group::unknown);
}

TEST(TextQuestion, IsUnknownWithAnotherWord) {
  for (const char* const word : {"resetx", "Items", "extstore", "noreply", "sizes_enable"}) {
    EXPECT_EQ(read_text_question(word).group, Group::unknown) << word;
  }
}

TEST(TextQuestion, NamesWhatIsToBeDoneAboutDetails) {
  EXPECT_EQ(read_text_question("detail on").detail, Detail::on);
  EXPECT_EQ(read_text_question("detail o").detail, Detail::on);
  EXPECT_EQ(read_text_question("detail of").detail, Detail::off);
  EXPECT_EQ(read_text_question("detail dump x").detail, Detail::dump);
  EXPECT_EQ(read_text_question("detail").detail, Detail::unknown);
  EXPECT_EQ(read_text_question("detail onx").detail, Detail::unknown);
  EXPECT_EQ(read_text_question("detailon").group, Group::unknown);
}

TEST(TextQuestion, KeepsTheWordsOfACachedump) {
  const Question question = read_text_question("cachedump  1 20 30");
  EXPECT_EQ(question.group, Group::cachedump);
  EXPECT_EQ(question.class_word, "1");
  EXPECT_EQ(question.count_word, "20");
  EXPECT_EQ(read_text_question("cachedump 1").count_word, "");
}

TEST(BinaryQuestion, IsReadByTheBeginningOfSomeNames) {
  EXPECT_EQ(read_binary_question("").group, Group::general);
  EXPECT_EQ(read_binary_question("resetXYZ").group, Group::reset);
  EXPECT_EQ(read_binary_question("settings foo").group, Group::settings);
  EXPECT_EQ(read_binary_question("items").group, Group::items);
  EXPECT_EQ(read_binary_question("itemsX").group, Group::unknown);
  EXPECT_EQ(read_binary_question("rese").group, Group::unknown);
}

TEST(BinaryQuestion, CannotBeForConnectionsOrItems) {
  EXPECT_EQ(read_binary_question("conns").group, Group::unknown);
  EXPECT_EQ(read_binary_question("cachedump 1 0").group, Group::unknown);
}

TEST(BinaryQuestion, NamesWhatIsToBeDoneAboutDetailsBehindOneSpace) {
  EXPECT_EQ(read_binary_question("detail onward").detail, Detail::on);
  EXPECT_EQ(read_binary_question("detail off").detail, Detail::off);
  EXPECT_EQ(read_binary_question("detail dump").detail, Detail::dump);
  EXPECT_EQ(read_binary_question("detail").detail, Detail::unknown);
  EXPECT_EQ(read_binary_question("detailfoo on").detail, Detail::unknown);
  EXPECT_EQ(read_binary_question("detail  on").detail, Detail::unknown);
  EXPECT_EQ(read_binary_question("detail o").detail, Detail::unknown);
}

}  // namespace
}  // namespace mcspec::admin
