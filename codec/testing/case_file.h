#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "codec/testing/deliver.h"

namespace mcspec::codec::testing {

/// One line of a case file: octets and the events they make.
struct Case {
  std::string place;      ///< `file:line`
  std::string wire;       ///< what a peer sends
  std::string events;     ///< as EventLog::text() has them
  bool canonical = true;  ///< the events encode to `wire` again
  StreamSetup setup;
};

/// What was read, and what could not be.
struct CaseFile {
  std::vector<Case> cases;
  std::vector<std::string> errors;  ///< `file:line: what is wrong`
};

/// Reads a file in the format of testdata/README.md. Malformed lines become errors.
CaseFile read_case_file(const std::filesystem::path& path);

}  // namespace mcspec::codec::testing
