#include "server/dialect/fault_text.h"

#include <gtest/gtest.h>

namespace mcspec::dialect {
namespace {

using codec::Fault;
using codec::binary::Status;

TEST(FaultText, HasWordsForEveryFaultOfALineThatIsAnswered) {
  for (std::size_t number = 0; number < codec::kFaultCount; ++number) {
    const auto fault = static_cast<Fault>(number);
    const bool is_credentials = fault >= Fault::unauthenticated && fault <= Fault::bad_credentials;
    const bool silent = fault == Fault::none || fault == Fault::line_too_long ||
                        fault == Fault::http_request ||
                        (fault >= Fault::bad_magic && !is_credentials);
    EXPECT_EQ(fault_text(fault).empty(), silent) << codec::fault_name(fault);
  }
}

TEST(FaultText, EndsNoTextWithATerminator) {
  for (std::size_t number = 0; number < codec::kFaultCount; ++number) {
    const std::string_view text = fault_text(static_cast<Fault>(number));
    EXPECT_EQ(text.find_first_of("\r\n"), std::string_view::npos);
  }
}

TEST(FaultText, HasOneTextForAllFlagFaultsOfMetaArithmetic) {
  using codec::meta::Verb;
  EXPECT_EQ(fault_text(Fault::duplicate_flag, Verb::mg), "CLIENT_ERROR duplicate flag");
  EXPECT_EQ(fault_text(Fault::duplicate_flag, Verb::ma), "CLIENT_ERROR invalid or duplicate flag");
  EXPECT_EQ(fault_text(Fault::key_too_long, Verb::ma), "CLIENT_ERROR invalid or duplicate flag");
  EXPECT_EQ(fault_text(Fault::opaque_too_long, Verb::ma), "CLIENT_ERROR opaque token too long");
}

TEST(FaultText, NamesTheCommandOfABadMode) {
  using codec::meta::Verb;
  EXPECT_EQ(fault_text(Fault::bad_mode, Verb::ms), "CLIENT_ERROR invalid mode for ms M token");
  EXPECT_EQ(fault_text(Fault::bad_mode, Verb::ma), "CLIENT_ERROR invalid mode for ma M token");
}

TEST(FaultStatus, TellsUnknownFromInvalid) {
  EXPECT_EQ(fault_status(Fault::unknown_opcode), Status::unknown_command);
  EXPECT_EQ(fault_status(Fault::bad_lengths), Status::unknown_command);
  EXPECT_EQ(fault_status(Fault::bad_shape), Status::invalid_arguments);
  EXPECT_EQ(fault_status(Fault::key_too_long), Status::invalid_arguments);
  EXPECT_EQ(fault_status(Fault::body_too_large), Status::invalid_arguments);
}

TEST(StatusText, IsEmptyForSuccessOnly) {
  EXPECT_EQ(status_text(Status::success), "");
  EXPECT_EQ(status_text(Status::key_not_found), "Not found");
  EXPECT_EQ(status_text(Status::key_exists), "Data exists for key.");
  EXPECT_EQ(status_text(Status::not_stored), "Not stored.");
}

}  // namespace
}  // namespace mcspec::dialect
