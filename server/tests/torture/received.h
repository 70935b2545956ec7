#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "codec/reply_stream.h"
#include "server/tests/torture/request.h"

namespace mcspec::tests::torture {

/// A whole reply with its data block, in words of its dialect: a line or a head of text, or a
/// packet.
struct Received {
  /// Which of them it is, and so which of the fields mean something.
  enum class Form : std::uint8_t { line, value, number, version, error, meta, packet };
  Form form = Form::line;
  codec::classic::Line line = codec::classic::Line::ok;
  codec::classic::Error::Kind error = codec::classic::Error::Kind::error;
  codec::meta::Status status = codec::meta::Status::hd;
  codec::binary::Header header;
  std::uint64_t number = 0;
  std::string key;                      ///< empty if there was none
  std::string value;                    ///< the data block
  std::optional<std::uint32_t> flags;   ///< the client flags
  std::optional<std::uint32_t> opaque;  ///< of meta and binary
  std::uint64_t unique = 0;             ///< 0 if there was none
};

/// Puts the replies of one connection together.
class ReplyReader {
 public:
  explicit ReplyReader(codec::ReplyDialect dialect) : stream_({}, dialect) {}

  /// Adds what was read from the socket.
  void feed(codec::Bytes octets) { buffer_.append(octets); }

  /// The next whole reply; none until more has come, or behind a fault.
  std::optional<Received> next();

  /// Why what came is no reply; none while it is.
  codec::Fault fault() const { return stream_.fault(); }

  /// Whether octets of an unfinished reply have come.
  bool is_inside() const { return used_ < buffer_.size() || partial_.has_value(); }

 private:
  codec::ReplyStream stream_;
  std::string buffer_;
  std::size_t used_ = 0;             ///< octets of the buffer that the stream has consumed
  std::optional<Received> partial_;  ///< a head whose block is still to come
};

/// What a reply says about a request. None if it cannot be the answer to it: of another dialect,
/// opcode or opaque, for another key, or in words that are for other commands.
std::optional<Outcome> outcome_of(const Request& request, const Received& received);

}  // namespace mcspec::tests::torture
