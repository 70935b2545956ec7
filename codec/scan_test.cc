#include "codec/scan.h"

#include <gtest/gtest.h>

#include <string>

#include "codec/testing/window.h"

namespace mcspec::codec {
namespace {

using testing::Window;

/// mark() as its words say it.
Marks mark_slowly(Bytes text) {
  Marks marks;
  for (std::size_t at = 0; at < text.size() && at < kMarkedSize; ++at) {
    marks.spaces |= std::uint64_t{text[at] == ' '} << at;
    marks.line_feeds |= std::uint64_t{text[at] == '\n'} << at;
  }
  return marks;
}

void expect_marks_of(Bytes text) {
  const Marks found = mark(text);
  const Marks expected = mark_slowly(text);
  EXPECT_EQ(found.spaces, expected.spaces) << "size " << text.size();
  EXPECT_EQ(found.line_feeds, expected.line_feeds) << "size " << text.size();
}

TEST(Mark, FindsSpacesAndLineFeedsWhereverTheyAre) {
  for (std::size_t size = 0; size <= 70; ++size) {
    expect_marks_of(std::string(size, ' '));
    expect_marks_of(std::string(size, '\n'));
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      text[at] = ' ';
      expect_marks_of(text);
      text[at] = '\n';
      expect_marks_of(text);
    }
  }
}

TEST(Mark, TakesNoOtherOctetForThem) {
  for (int octet = 0; octet < 256; ++octet) {
    for (const std::size_t size : {7U, 8U, 15U, 16U, 31U, 32U, 63U, 64U}) {
      expect_marks_of(std::string(size, static_cast<char>(octet)));
    }
  }
}

TEST(Mark, TellsNeighboursApart) {
  // A borrow from one octet into the next would show here.
  expect_marks_of(" \x21 \x1f \xa0\n\x0b\n\x09 \x8a\n");
  expect_marks_of("\n\n\x0b\x0b  \x21\x21\n\n\x0b\x0b  \x21\x21");
}

TEST(Mark, ReadsNothingBehindTheText) {
  for (const auto place : {Window::Place::heap, Window::Place::guard_page}) {
    Window window(place);
    for (std::size_t size = 0; size <= 130; ++size) {
      expect_marks_of(window.place(std::string(size, ' ')));
    }
  }
}

TEST(FindIn64, FindsAnyOctet) {
  for (int octet = 0; octet < 256; ++octet) {
    std::string text(kMarkedSize, static_cast<char>(octet + 1));
    text[0] = text[31] = text[63] = static_cast<char>(octet);
    EXPECT_EQ(find_in_64(text.data(), static_cast<char>(octet)), 0x8000000080000001U) << octet;
  }
}

TEST(HasInEveryPiece, LooksAtWholePiecesOnly) {
  EXPECT_TRUE(has_in_every_piece("", ' '));
  EXPECT_TRUE(has_in_every_piece(std::string(63, 'x'), ' '));
  EXPECT_FALSE(has_in_every_piece(std::string(64, 'x'), ' '));
  const std::string spaced = std::string(63, 'x') + ' ';
  EXPECT_TRUE(has_in_every_piece(spaced + spaced + std::string(63, 'x'), ' '));
  EXPECT_FALSE(has_in_every_piece(spaced + std::string(64, 'x') + spaced, ' '));
}

TEST(Load, HasTheFirstOctetLowestOnAnyMachine) {
  EXPECT_EQ(load<std::uint32_t>("\x01\x02\x03\x84"), 0x84030201U);
  EXPECT_EQ(load<std::uint64_t>("\x01\x02\x03\x04\x05\x06\x07\x88"), 0x8807060504030201U);
}

}  // namespace
}  // namespace mcspec::codec
