#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "server/tests/torture/request.h"
#include "server/tests/torture/value.h"

namespace mcspec::tests::torture {

/// Appends what is sent for a request in its dialect, its data block included. Written without the
/// encoders of the codec, whose decoders the server is made of. Returns the octets that precede the
/// data block.
std::size_t encode(const Request& request, const Values& values, std::string& out);

/// The opcode that a request of the binary protocol is sent with, and answered.
std::uint8_t opcode_of(const Request& request);

/// A packet of the binary protocol, whose lengths are those of its parts.
std::string packet(std::uint8_t opcode, const std::string& extras, const std::string& key,
                   const std::string& value, std::uint32_t opaque = 0, std::uint64_t cas = 0);

/// A number of `size` octets, most significant first.
std::string big_endian(std::uint64_t number, std::size_t size);

}  // namespace mcspec::tests::torture
