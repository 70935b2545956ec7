#include "codec/classic/authentication.h"

#include <optional>

#include "codec/line.h"
#include "codec/number.h"
#include "codec/tokens.h"

namespace mcspec::codec::classic {
namespace {

constexpr Bytes kTerminator = "\r\n";

/// Octets before the LF of a line at least. Source: proto_text.c, MIN_AUTH_REQ_LEN.
constexpr std::size_t kLineSizeMin = 6;

/// The size of the block that a line announces; empty when it announces none.
std::optional<std::uint32_t> announced_size(Bytes line) noexcept {
  if (!line.starts_with("set ")) return std::nullopt;
  Tokens tokens(line);
  // The verb, and what would be key, flags and exptime of an item.
  for (int skipped = 0; skipped < 4; ++skipped) tokens.next();
  return parse_decimal<std::uint32_t>(tokens.next(), policy::k32Bit);
}

}  // namespace

AuthenticationStep AuthenticationStream::next(Bytes input) noexcept {
  switch (phase_) {
    case Phase::line:
      return next_line(input);
    case Phase::block:
      return next_block(input);
    case Phase::closed:
      break;
  }
  return {};
}

AuthenticationStep AuthenticationStream::next_line(Bytes input) noexcept {
  const LineSearch::Answer line = search_.find(input, limits_.line_size_max);
  switch (line.outcome) {
    case LineSearch::Outcome::not_yet:
      break;
    case LineSearch::Outcome::found:
      return take_line(prefix(input, line.size), input);
    case LineSearch::Outcome::too_long:
      return reject(Fault::line_too_long, true, input.size());
  }
  return {};
}

AuthenticationStep AuthenticationStream::take_line(Bytes line, Bytes input) noexcept {
  if (line.size() - 1 < kLineSizeMin) return reject(Fault::line_too_short, true, line.size());
  const auto size = announced_size(without_terminator(line));
  if (!size) return reject(Fault::unauthenticated, false, line.size());
  if (*size > limits_.credentials_size_max) {
    return reject(Fault::credentials_too_long, false, line.size());
  }
  line_size_ = static_cast<std::uint32_t>(line.size());
  block_size_ = *size;
  phase_ = Phase::block;
  return next_block(input);
}

AuthenticationStep AuthenticationStream::next_block(Bytes input) noexcept {
  // Where a size has 32 bits, one limit of an embedder's may be as large as all of them.
  const std::uint64_t needed = std::uint64_t{line_size_} + block_size_ + kTerminator.size();
  if (input.size() < needed) return {};
  const auto size = static_cast<std::size_t>(needed);
  phase_ = Phase::line;
  const Bytes attempt = prefix(input, size);
  if (!attempt.ends_with(kTerminator)) return reject(Fault::bad_termination, false, size);

  const Bytes block = prefix(without_prefix(attempt, line_size_), block_size_);
  const std::size_t space = block.find(' ');
  if (space == Bytes::npos) return reject(Fault::bad_credentials, false, size);
  credentials_ = {.user = prefix(block, space), .password = without_prefix(block, space + 1)};
  return {.event = AuthenticationEvent::credentials, .consumed = size};
}

AuthenticationStep AuthenticationStream::reject(Fault fault, bool fatal,
                                                std::size_t consumed) noexcept {
  if (fatal) phase_ = Phase::closed;
  return {
      .event = AuthenticationEvent::rejected, .fault = fault, .fatal = fatal, .consumed = consumed};
}

Fault encode_credentials(Writer& out, const Credentials& credentials,
                         const Limits& limits) noexcept {
  const auto& [user, password] = credentials;
  if (user.find(' ') != Bytes::npos) return Fault::bad_credentials;
  const std::size_t size_max = limits.credentials_size_max;
  if (user.size() >= size_max || password.size() >= size_max - user.size()) {
    return Fault::credentials_too_long;
  }
  out.put("set auth 0 0 ").put_decimal(user.size() + 1 + password.size()).put(kTerminator);
  out.put(user).put(' ').put(password).put(kTerminator);
  return Fault::none;
}

}  // namespace mcspec::codec::classic
