#pragma once

#include <cstdint>

namespace mcspec::codec {

/// Bounds on what a peer may send. All sizes are octets. An embedder may change any of them;
/// the values here are those of memcached 1.6.45 unless said otherwise.
struct Limits {
  /// A text line with its terminator, for every command but get and gets. memcached's answer to
  /// a line between 2,049 octets and this depends on how the network cut it; ours does not.
  /// A RequestStream takes less than 5 for 5, which is what `gets ` has, the start of a line whose
  /// bound is the next one.
  /// Source: memcached.h, READ_BUFFER_SIZE.
  std::uint32_t line_size_max = 16384;

  /// A line that starts with `get ` or `gets `. memcached knows no bound but memory.
  std::uint32_t get_line_size_max = 2 * 1024 * 1024;

  /// A key as it is on the wire, encoded or not. Source: protocol.txt, "Keys".
  std::uint16_t key_size_max = 250;

  /// A data block that a text line may announce; two octets of CRLF come on top and the sum
  /// stays within 31 bits. Source: proto_parser.c, storage commands.
  std::uint32_t block_size_max = 0x7fffffff - 2;

  /// Tokens on a meta line: verb, key, block size and flags.
  /// Source: proto_parser.c, MFLAG_MAX_OPT_LENGTH.
  std::uint8_t meta_token_count_max = 20;

  /// An opaque token, its letter O included. Source: proto_parser.c, MFLAG_MAX_OPAQUE_LENGTH.
  std::uint8_t opaque_size_max = 32;

  /// The body of a binary request. Source: proto_bin.c, dispatch_bin_command.
  std::uint32_t body_size_max = 0x40000000;

  /// User, space and password of the text handshake. Source: proto_text.c, MAX_AUTH_REQ_LEN.
  std::uint32_t credentials_size_max = 16384;
};

}  // namespace mcspec::codec
