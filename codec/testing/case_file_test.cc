// Every line of every case file, held against every promise that can be made about a line.

#include "codec/testing/case_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "codec/testing/deliver.h"
#include "codec/testing/notation.h"

namespace mcspec::codec::testing {
namespace {

/// Inputs up to this size are cut in every way there is.
constexpr std::size_t kCompositionSizeMax = 12;

/// Inputs up to this size are cut in two at every octet, longer ones at some.
constexpr std::size_t kEveryCutSizeMax = 2048;

/// Inputs up to this size are handed over octet by octet, longer ones in bigger pieces, as the
/// copies of a growing window are the square of it.
constexpr std::size_t kBytewiseSizeMax = 4096;

std::vector<std::size_t> two_way_cuts(std::size_t size) {
  const std::size_t near = size <= 100'000 ? 12 : 3;
  const std::size_t stride = std::max<std::size_t>(size / near, 1);
  std::vector<std::size_t> cuts;
  for (std::size_t at = 1; at < size; ++at) {
    const bool is_near_an_end = at <= near || size - at <= near;
    if (size <= kEveryCutSizeMax || is_near_an_end || at % stride == 0) cuts.push_back(at);
  }
  return cuts;
}

/// A file for one test of one process, as tests run side by side, and so do programs with the same.
std::string temporary_file() {
  return ::testing::TempDir() + "mcspec_" + std::to_string(getpid()) + "_" +
         ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".cases";
}

class CaseFiles : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string path = std::string(MCSPEC_SOURCE_DIR "/codec/testdata/") + GetParam();
    CaseFile file = read_case_file(path);
    for (const std::string& error : file.errors) ADD_FAILURE() << error;
    cases_ = std::move(file.cases);
    ASSERT_GT(cases_.size(), 20U) << path << " holds almost no cases";
  }

  /// Runs `check` for each case, and names the case in what it reports.
  template <typename Check>
  void for_each_case(Check check) {
    for (const Case& tested : cases_) {
      SCOPED_TRACE(tested.place + ": " + print_octets(tested.wire));
      check(tested);
      if (HasFatalFailure()) return;
    }
  }

  std::vector<Case> cases_;
};

TEST_P(CaseFiles, MakeTheEventsTheySayTheyMake) {
  for_each_case([](const Case& tested) {
    EXPECT_EQ(deliver(tested.wire, tested.setup).text(), tested.events);
  });
}

TEST_P(CaseFiles, MakeTheSameEventsOctetByOctet) {
  for_each_case([](const Case& tested) {
    const std::string whole = deliver(tested.wire, tested.setup).text();
    const std::size_t size = tested.wire.size();
    const std::size_t piece_size = size <= kBytewiseSizeMax ? 1 : size / 300;
    EXPECT_EQ(deliver(tested.wire, tested.setup, cuts_every(piece_size, size)).text(), whole);
  });
}

TEST_P(CaseFiles, MakeTheSameEventsCutInTwoAnywhere) {
  for_each_case([](const Case& tested) {
    const std::string whole = deliver(tested.wire, tested.setup).text();
    for (const std::size_t cut : two_way_cuts(tested.wire.size())) {
      const std::vector<std::size_t> cuts = {cut};
      ASSERT_EQ(deliver(tested.wire, tested.setup, cuts).text(), whole) << "cut at octet " << cut;
    }
  });
}

TEST_P(CaseFiles, MakeTheSameEventsInEveryCompositionIfShort) {
  for_each_case([](const Case& tested) {
    const std::size_t size = tested.wire.size();
    if (size > kCompositionSizeMax) return;
    const std::string whole = deliver(tested.wire, tested.setup).text();
    for (unsigned composition = 0; composition < 1U << (size - 1); ++composition) {
      ASSERT_EQ(deliver(tested.wire, tested.setup, cuts_of(composition, size)).text(), whole)
          << "composition " << composition;
    }
  });
}

TEST_P(CaseFiles, MakeTheSameEventsHoweverCutWhenBlocksAreSkipped) {
  for_each_case([](const Case& tested) {
    if (tested.setup.replies) return;         // a client asked for them, and takes them
    if (tested.setup.authentication) return;  // without its block there is no attempt
    StreamSetup setup = tested.setup;
    setup.skip_data = true;
    const std::string whole = deliver(tested.wire, setup).text();
    EXPECT_EQ(whole.find("data "), std::string::npos);
    for (const std::size_t piece_size : {1U, 2U, 3U, 7U, 100U}) {
      if (tested.wire.size() / piece_size > kBytewiseSizeMax) continue;
      const auto cuts = cuts_every(piece_size, tested.wire.size());
      EXPECT_EQ(deliver(tested.wire, setup, cuts).text(), whole) << "pieces of " << piece_size;
    }
  });
}

TEST_P(CaseFiles, AreNotReadPastTheirEnd) {
  for_each_case([](const Case& tested) {
    StreamSetup setup = tested.setup;
    setup.place = Window::Place::guard_page;
    const std::string whole = deliver(tested.wire, setup).text();
    EXPECT_EQ(deliver(tested.wire, tested.setup).text(), whole);
    if (tested.wire.size() > kEveryCutSizeMax) return;
    EXPECT_EQ(deliver(tested.wire, setup, cuts_every(1, tested.wire.size())).text(), whole);
  });
}

TEST_P(CaseFiles, NeedMoreOnEveryProperPrefixOfAHead) {
  for_each_case([](const Case& tested) {
    EXPECT_EQ(check_prefixes_of_heads(tested.wire, tested.setup), "");
  });
}

TEST_P(CaseFiles, LeaveTrailingOctetsUntouched) {
  for_each_case([](const Case& tested) {
    const EventLog alone = deliver(tested.wire, tested.setup);
    if (!alone.complete || alone.closed) return;
    for (const Bytes trailing : {Bytes("\n"), Bytes("\r\n"), Bytes("x"), Bytes("\0", 1),
                                 Bytes("\x80"), Bytes("noreply")}) {
      const EventLog followed = deliver(tested.wire + std::string(trailing), tested.setup);
      ASSERT_GE(followed.events.size(), alone.events.size());
      for (std::size_t at = 0; at < alone.events.size(); ++at) {
        EXPECT_EQ(followed.events[at].text, alone.events[at].text);
        EXPECT_EQ(followed.events[at].consumed, alone.events[at].consumed);
      }
    }
  });
}

TEST_P(CaseFiles, EncodeToThemselvesIfCanonical) {
  for_each_case([](const Case& tested) {
    const EventLog log = deliver(tested.wire, tested.setup);
    const std::string encoded = log.encoded();
    if (encoded.empty() || !log.complete) {
      EXPECT_TRUE(tested.canonical) << "nothing is encoded here, so =>~ says nothing";
      return;
    }
    if (tested.canonical) {
      EXPECT_EQ(print_octets(encoded), print_octets(tested.wire));
    } else {
      EXPECT_NE(print_octets(encoded), print_octets(tested.wire)) << "this is canonical: write =>";
    }
    EXPECT_EQ(deliver(encoded, tested.setup).text(), log.text());
  });
}

std::string name_of_file(const ::testing::TestParamInfo<const char*>& file) {
  const std::string name = file.param;
  return name.substr(0, name.find('.'));
}

INSTANTIATE_TEST_SUITE_P(All, CaseFiles,
                         ::testing::Values("classic.cases", "meta.cases", "binary.cases",
                                           "stream.cases", "authentication.cases", "reply.cases"),
                         name_of_file);

/// Writes `text` to a file of its own and reads it as cases.
CaseFile read_text(const std::string& text) {
  const std::string path = temporary_file();
  std::ofstream(path, std::ios::binary) << text;
  return read_case_file(path);
}

TEST(CaseFile, NamesTheLineThatIsMalformed) {
  for (const std::string& line : std::vector<std::string>{
           "get k\\r\\n",                  // no arrow
           "get k\\r\\n=> retrieve",       // no space before it
           "get k\\r\\n =>retrieve",       // none behind it
           "get k\\r\\n =>  retrieve",     // too many
           "get k\\r\\n => ",              // no events
           "get k\\r\\n => retrieve ",     // a space at the end
           " => more",                     // no octets
           "get \\q\\r\\n => more",        // no such escape
           "get \\x4\\r\\n => more",       // half an octet
           "get k\\ => more",              // nothing behind a backslash
           "{x3} => more",                 // nothing to repeat
           "k{x0} => more",                // nothing is repeated
           "k{x3 => more",                 // a repetition without an end
           "k{x99999999} => more",         // too much
           "<80 0> => more",               // half an octet
           "<80 0a => more",               // no end
           "<8q> => more",                 // not hexadecimal
           "<80>{x3} => more",             // a group is not repeated
           "@limit key_size_max=3",        // no such directive
           "@limits key_size_max",         // no number
           "@limits key_size=3",           // no such limit
           "@limits opaque_size_max=256",  // out of range
           "@limits line_size_max=-1",     // not a number
           "@negotiation ascii",           // no such word
           "@negotiation text binary",     // too many
           "@replies meta",                // no such dialect
           "@replies text binary",         // too many
           "@authentication text",         // no such kind
       }) {
    const CaseFile file = read_text("# a comment\n\n" + line + "\nmn\\r\\n => mn\n");
    ASSERT_EQ(file.errors.size(), 1U) << line;
    EXPECT_NE(file.errors.front().find(temporary_file() + ":3: "), std::string::npos)
        << file.errors.front();
    EXPECT_EQ(file.cases.size(), 1U) << "the next line is read all the same";
  }
}

TEST(CaseFile, ReportsAFileThatIsMissing) {
  EXPECT_EQ(read_case_file("/nowhere/at.all").errors.size(), 1U);
}

TEST(CaseFile, KeepsSpacesBeforeTheOctetsAndDropsThemBeforeTheArrow) {
  const CaseFile file = read_text("  get k   => rejected\n");
  ASSERT_EQ(file.cases.size(), 1U);
  EXPECT_EQ(file.cases.front().wire, "  get k");
}

TEST(CaseFile, AppliesDirectivesToWhatFollows) {
  const CaseFile file = read_text(
      "a => more\n@limits key_size_max=3 body_size_max=9\n@negotiation text\n@replies binary\n"
      "b => more\n@limits\n@negotiation by_first_octet\n@replies\nc => more\n"
      "@replies text\n@authentication\nd => more\n@replies\ne => more\n");
  ASSERT_EQ(file.errors.size(), 0U);
  ASSERT_EQ(file.cases.size(), 5U);
  EXPECT_EQ(file.cases[0].setup.limits.key_size_max, Limits{}.key_size_max);
  EXPECT_EQ(file.cases[1].setup.limits.key_size_max, 3);
  EXPECT_EQ(file.cases[1].setup.limits.body_size_max, 9U);
  EXPECT_EQ(file.cases[1].setup.negotiation, Negotiation::text);
  EXPECT_EQ(file.cases[1].setup.replies, ReplyDialect::binary);
  EXPECT_EQ(file.cases[2].setup.limits.key_size_max, Limits{}.key_size_max);
  EXPECT_EQ(file.cases[2].setup.negotiation, Negotiation::by_first_octet);
  EXPECT_FALSE(file.cases[2].setup.replies);
  EXPECT_FALSE(file.cases[2].setup.authentication);
  EXPECT_FALSE(file.cases[3].setup.replies);
  EXPECT_TRUE(file.cases[3].setup.authentication);
  EXPECT_FALSE(file.cases[4].setup.authentication);
}

}  // namespace
}  // namespace mcspec::codec::testing
