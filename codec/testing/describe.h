#pragma once

#include <string>

#include "codec/classic/authentication.h"
#include "codec/reply.h"
#include "codec/request.h"
#include "codec/request_stream.h"

namespace mcspec::codec::testing {

/// One line of text that tells a request from every other, e.g.
/// `store set key=k flags=5 exptime=0 size=5 noreply`. Octets are in the notation of case files,
/// and fields that mean nothing in the request at hand are left out.
std::string describe(const Request& request);

/// `rejected <fault>`, then `fatal` and `noreply` where they hold; of a meta line its verb, and
/// of a binary packet its opcode and opaque.
std::string describe(const Rejection& rejection);

/// The same of a reply, e.g. `value key=k flags=5 size=3`.
std::string describe(const Reply& reply);

/// `credentials user=<octets> password=<octets>`.
std::string describe(const classic::Credentials& credentials);

/// The octets of an attempt with `credentials`; none where they are refused.
std::string encode_attempt(const classic::Credentials& credentials, const Limits& limits);

/// The octets that `reply` encodes to: its line or its packet's head, without a data block.
std::string encode_reply(const Reply& reply);

/// The octets that `request` encodes to: its line or its packet's head, without a data block.
std::string encode_request(const Request& request);

}  // namespace mcspec::codec::testing
