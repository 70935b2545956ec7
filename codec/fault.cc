#include "codec/fault.h"

#include <array>

namespace mcspec::codec {
namespace {

constexpr std::array<Bytes, kFaultCount> kNames = {
    "none",
    "unknown_command",
    "line_too_short",
    "line_too_long",
    "http_request",
    "bad_line_format",
    "key_too_long",
    "bad_exptime",
    "bad_delta",
    "too_many_flags",
    "duplicate_flag",
    "invalid_flag",
    "bad_flag_token",
    "bad_client_flags",
    "bad_initial_value",
    "bad_delta_value",
    "bad_encoded_key",
    "bad_mode",
    "opaque_too_long",
    "bad_magic",
    "bad_lengths",
    "body_too_large",
    "unknown_opcode",
    "bad_shape",
    "unknown_reply",
    "bad_reply",
    "unauthenticated",
    "credentials_too_long",
    "bad_termination",
    "bad_credentials",
    "datagram_too_short",
    "empty_datagram",
    "split_request",
};
static_assert(static_cast<std::size_t>(Fault::split_request) + 1 == kFaultCount);

}  // namespace

Bytes fault_name(Fault fault) noexcept { return kNames[static_cast<std::size_t>(fault)]; }

}  // namespace mcspec::codec
