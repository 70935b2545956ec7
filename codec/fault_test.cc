#include "codec/fault.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>

namespace mcspec::codec {
namespace {

TEST(Fault, EachHasANameOfItsOwn) {
  std::set<std::string> names;
  for (std::size_t at = 0; at < kFaultCount; ++at) {
    const Bytes name = fault_name(static_cast<Fault>(at));
    EXPECT_FALSE(name.empty()) << at;
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), Bytes::npos) << name;
    names.emplace(name);
  }
  EXPECT_EQ(names.size(), kFaultCount);
}

TEST(Fault, IsNamedAsItIsSpelled) {
  EXPECT_EQ(fault_name(Fault::none), "none");
  EXPECT_EQ(fault_name(Fault::line_too_long), "line_too_long");
  EXPECT_EQ(fault_name(Fault::duplicate_flag), "duplicate_flag");
  EXPECT_EQ(fault_name(Fault::bad_encoded_key), "bad_encoded_key");
  EXPECT_EQ(fault_name(Fault::bad_magic), "bad_magic");
  EXPECT_EQ(fault_name(Fault::bad_shape), "bad_shape");
  EXPECT_EQ(fault_name(Fault::unknown_reply), "unknown_reply");
  EXPECT_EQ(fault_name(Fault::bad_reply), "bad_reply");
  EXPECT_EQ(fault_name(Fault::bad_credentials), "bad_credentials");
  EXPECT_EQ(fault_name(Fault::split_request), "split_request");
}

}  // namespace
}  // namespace mcspec::codec
