#pragma once

#include <cstdint>

#include "codec/bytes.h"

namespace mcspec::codec {

/// Why a request or a reply was not accepted. A fault says what is wrong with the octets; which
/// words a peer is told is the server's business.
enum class Fault : std::uint8_t {
  none,               ///< nothing is wrong
  unknown_command,    ///< no such verb
  line_too_short,     ///< fewer than four octets with the terminator, or before authentication six
                      ///< without its LF
  line_too_long,      ///< no terminator within the limit
  http_request,       ///< an unknown verb on a line that ends in an HTTP version
  bad_line_format,    ///< arguments are missing, or are not what they should be
  key_too_long,       ///< longer than Limits::key_size_max
  bad_exptime,        ///< not a decimal of 32 bits
  bad_delta,          ///< not a decimal of 64 bits
  too_many_flags,     ///< more tokens on a meta line than Limits::meta_token_count_max
  duplicate_flag,     ///< the same meta flag twice
  invalid_flag,       ///< no such meta flag
  bad_flag_token,     ///< the number of C, E, N, R or T
  bad_client_flags,   ///< the number of F
  bad_initial_value,  ///< the number of J
  bad_delta_value,    ///< the number of D
  bad_encoded_key,    ///< not base64, although b says so
  bad_mode,           ///< the letter of M
  opaque_too_long,    ///< longer than Limits::opaque_size_max
  bad_magic,          ///< not the octet a binary request starts with
  bad_lengths,        ///< key and extras do not fit in the body
  body_too_large,     ///< longer than Limits::body_size_max
  unknown_opcode,     ///< no such binary command
  bad_shape,          ///< extras, key or value where the opcode has none, or missing ones
  unknown_reply,      ///< a line that starts like no reply
  bad_reply,          ///< a reply whose words, numbers or terminators are not what they should be
  unauthenticated,    ///< a line that is no attempt to authenticate, where nothing else is taken
  credentials_too_long,  ///< longer than Limits::credentials_size_max
  bad_termination,       ///< no CRLF behind credentials
  bad_credentials,       ///< no space between user and password, or one within the user
  datagram_too_short,    ///< no room for the header of a frame
  empty_datagram,        ///< a header with nothing behind it
  split_request,         ///< a request in more than one datagram, or in none
};

/// How many faults there are, `none` included.
inline constexpr std::size_t kFaultCount = 33;

/// The name of a fault as it is spelled above: for tests and logs, not for the wire.
Bytes fault_name(Fault fault) noexcept;

}  // namespace mcspec::codec
