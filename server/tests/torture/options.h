#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "codec/bytes.h"
#include "server/tests/torture/address.h"

namespace mcspec::tests::torture {

/// What the command line asks for.
struct Options {
  std::uint32_t seconds = 10;
  std::uint32_t thread_count = 3;
  std::uint32_t connection_count = 8;  ///< of each thread
  std::optional<std::uint64_t> seed;
  std::string spawn;               ///< with {port}; not used if there is an address
  std::optional<Address> address;  ///< of a server that runs already
  bool ignores_memory = false;
  bool wants_help = false;
};

/// Reads it. `default_spawn`: the command that starts the server if none is named. On a mistake
/// there are no options, and `problem` says what was expected.
std::optional<Options> read_options(int count, char** words, codec::Bytes default_spawn,
                                    std::string& problem);

/// What --help prints.
extern const char* const kHelpText;

}  // namespace mcspec::tests::torture
