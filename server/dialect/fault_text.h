#pragma once

#include <string_view>

#include "codec/binary/reply.h"
#include "codec/fault.h"
#include "codec/meta/command.h"

namespace mcspec::dialect {

// The one place with the words of refusals. Source: memcached 1.6.45, proto_text.c and
// proto_parser.c.
inline constexpr std::string_view kBadDataChunk = "CLIENT_ERROR bad data chunk";
inline constexpr std::string_view kTooLarge = "SERVER_ERROR object too large for cache";
inline constexpr std::string_view kNoMemoryToStore = "SERVER_ERROR out of memory storing object";
inline constexpr std::string_view kNoMemoryToCreate =
    "SERVER_ERROR Out of memory allocating new item";
inline constexpr std::string_view kNoMemory = "SERVER_ERROR out of memory";
inline constexpr std::string_view kNotANumber =
    "CLIENT_ERROR cannot increment or decrement non-numeric value";
inline constexpr std::string_view kBadLineFormat = "CLIENT_ERROR bad command line format";
inline constexpr std::string_view kUnknownCommand = "ERROR";
inline constexpr std::string_view kDetailUsage = "CLIENT_ERROR usage: stats detail on|off|dump";
inline constexpr std::string_view kNoDetail = "CLIENT_ERROR stats detail not allowed";
inline constexpr std::string_view kNoCachedump = "CLIENT_ERROR stats cachedump not allowed";
inline constexpr std::string_view kBadLine = "CLIENT_ERROR bad command line";
inline constexpr std::string_view kBadClass = "CLIENT_ERROR Illegal slab id";
inline constexpr std::string_view kAuthenticationFailure = "CLIENT_ERROR authentication failure";

// What binary replies say besides the words of their status. Source: memcached 1.6.45, proto_bin.c.
inline constexpr std::string_view kAuthenticated = "Authenticated";
inline constexpr std::string_view kNoMemoryForSasl = "Out of memory";

/// The line for a classic command that was refused, without its terminator; empty where memcached
/// closes without a word.
std::string_view fault_text(codec::Fault fault) noexcept;

/// The same for a meta command. `ma` has one text for whatever is wrong with its flags.
std::string_view fault_text(codec::Fault fault, codec::meta::Verb verb) noexcept;

/// The status of a binary packet that was refused. Requires: `fault` is not bad_magic, which is
/// not answered.
codec::binary::Status fault_status(codec::Fault fault) noexcept;

/// What a binary reply of that status has as its value; empty for success.
/// Source: proto_bin.c, write_bin_error.
std::string_view status_text(codec::binary::Status status) noexcept;

}  // namespace mcspec::dialect
