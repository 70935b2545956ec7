#include "server/dialect/fault_text.h"

namespace mcspec::dialect {

using codec::Fault;
using codec::binary::Status;

std::string_view fault_text(Fault fault) noexcept {
  switch (fault) {
    case Fault::none:
    case Fault::line_too_long:
    case Fault::http_request:
    case Fault::bad_magic:
    case Fault::bad_lengths:
    case Fault::body_too_large:
    case Fault::unknown_opcode:
    case Fault::bad_shape:
    case Fault::unknown_reply:
    case Fault::bad_reply:
    case Fault::datagram_too_short:
    case Fault::empty_datagram:
    case Fault::split_request:
      return {};
    case Fault::unknown_command:
      return kUnknownCommand;
    case Fault::line_too_short:
    case Fault::bad_line_format:
    case Fault::key_too_long:
    case Fault::bad_client_flags:
      return kBadLineFormat;
    case Fault::bad_exptime:
      return "CLIENT_ERROR invalid exptime argument";
    case Fault::bad_delta:
      return "CLIENT_ERROR invalid numeric delta argument";
    case Fault::too_many_flags:
      return "CLIENT_ERROR options flags are too long";
    case Fault::duplicate_flag:
      return "CLIENT_ERROR duplicate flag";
    case Fault::invalid_flag:
      return "CLIENT_ERROR invalid flag";
    case Fault::bad_flag_token:
      return "CLIENT_ERROR bad token in command line format";
    case Fault::bad_initial_value:
      return "CLIENT_ERROR invalid numeric initial value";
    case Fault::bad_delta_value:
      return "CLIENT_ERROR invalid numeric delta value";
    case Fault::bad_encoded_key:
      return "CLIENT_ERROR error decoding key";
    case Fault::bad_mode:
      return "CLIENT_ERROR invalid mode for ms M token";
    case Fault::opaque_too_long:
      return "CLIENT_ERROR opaque token too long";
    case Fault::unauthenticated:
      return "CLIENT_ERROR unauthenticated";
    case Fault::credentials_too_long:
      return "CLIENT_ERROR auth token too long";
    case Fault::bad_termination:
      return "CLIENT_ERROR bad command line termination";
    case Fault::bad_credentials:
      return "CLIENT_ERROR bad authentication token format";
  }
  return {};
}

std::string_view fault_text(Fault fault, codec::meta::Verb verb) noexcept {
  if (verb != codec::meta::Verb::ma) return fault_text(fault);
  switch (fault) {
    case Fault::bad_mode:
      return "CLIENT_ERROR invalid mode for ma M token";
    case Fault::key_too_long:
    case Fault::too_many_flags:
    case Fault::duplicate_flag:
    case Fault::invalid_flag:
    case Fault::bad_flag_token:
    case Fault::bad_client_flags:
    case Fault::bad_initial_value:
    case Fault::bad_delta_value:
    case Fault::bad_encoded_key:
      return "CLIENT_ERROR invalid or duplicate flag";
    default:
      return fault_text(fault);
  }
}

Status fault_status(Fault fault) noexcept {
  const bool unknown = fault == Fault::bad_lengths || fault == Fault::unknown_opcode;
  return unknown ? Status::unknown_command : Status::invalid_arguments;
}

std::string_view status_text(Status status) noexcept {
  switch (status) {
    case Status::success:
    case Status::auth_continue:
      return {};
    case Status::key_not_found:
      return "Not found";
    case Status::key_exists:
      return "Data exists for key.";
    case Status::too_large:
      return "Too large.";
    case Status::invalid_arguments:
      return "Invalid arguments";
    case Status::not_stored:
      return "Not stored.";
    case Status::non_numeric:
      return "Non-numeric server-side value for incr or decr";
    case Status::auth_error:
      return "Auth failure.";
    case Status::unknown_command:
      return "Unknown command";
    case Status::out_of_memory:
      return "Out of memory allocating item";
  }
  return {};
}

}  // namespace mcspec::dialect
