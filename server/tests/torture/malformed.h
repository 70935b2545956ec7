#pragma once

#include <cstdint>
#include <string>

#include "server/tests/torture/random.h"
#include "server/tests/torture/request.h"

namespace mcspec::tests::torture {

/// Which servers are asked what. Releases of memcached answer some malformed requests differently:
/// with no line or with two, and with the data block read as commands or not.
enum class Strictness : std::uint8_t {
  common,   ///< only what all releases since 1.6.18 answer alike
  mcspecd,  ///< everything that mcspecd answers with one error
};

/// What is sent for a malformed request that is answered with one error, and behind which the
/// connection goes on.
std::string malformed(Wire wire, Strictness strictness, std::uint32_t opaque, Random& random);

/// What is sent for a malformed request behind which the server closes the connection, whether it
/// says something before or not.
std::string fatally_malformed(bool binary, Strictness strictness, Random& random);

}  // namespace mcspec::tests::torture
