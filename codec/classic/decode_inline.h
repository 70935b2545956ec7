#pragma once

// The reading half of command.h, for request_stream.cc and command.cc alone. What a busy connection
// sends most is decoded inline, in one function with the search for the end of the line: calls and
// the copies between them would take longer than the work.

#include <cstddef>
#include <cstdint>

#include "codec/classic/command.h"
#include "codec/number.h"
#include "codec/reuse.h"
#include "codec/verb.h"

namespace mcspec::codec::classic::detail {

inline constexpr Bytes kNoreply = "noreply";
inline constexpr std::uint64_t kGet = pack_verb("get");
inline constexpr std::uint64_t kSet = pack_verb("set");

/// Every command, whatever the size of its line. `packed_verb` is the first word's.
Decoded decode_other(std::uint64_t packed_verb, Line line, const Limits& limits,
                     Command& command) noexcept;

/// Whether a line ends in the word noreply.
[[gnu::always_inline]] inline bool ends_in_noreply(Bytes line) noexcept {
  if (line.empty() || (line.back() != 'y' && line.back() != ' ')) return false;
  return last_token(line) == kNoreply;
}

[[gnu::always_inline]] inline Fault check_key(Bytes key, const Limits& limits) noexcept {
  if (key.empty()) return Fault::bad_line_format;
  if (key.size() > limits.key_size_max) return Fault::key_too_long;
  return Fault::none;
}

/// `<key> <flags> <exptime> <bytes> ...`, by Tokens or ShortTokens.
template <typename Words>
[[gnu::always_inline]] inline Decoded decode_store(Store::Verb verb, Words& tokens, bool noreply,
                                                   const Limits& limits,
                                                   Command& command) noexcept {
  const Bytes key = tokens.next();
  const Bytes flags_token = tokens.next();
  const Bytes exptime_token = tokens.next();
  std::int32_t size = 0;
  // Without a size nobody knows where the next command starts, nor whether noreply is a word of
  // this one: it is the next line that is read, and the peer is told.
  if (!read_decimal(tokens.next(), policy::k32Bit, size) || size < 0 ||
      static_cast<std::uint32_t>(size) > limits.block_size_max) {
    return {.fault = Fault::bad_line_format};
  }
  const auto block_size = static_cast<std::uint32_t>(size);
  const auto refuse = [&](Fault fault) {
    return Decoded{
        .fault = fault, .noreply = noreply, .with_block = true, .block_size = block_size};
  };

  if (const Fault fault = check_key(key, limits); fault != Fault::none) return refuse(fault);
  std::uint64_t flags = 0;
  std::int64_t exptime = 0;
  if (!read_decimal(flags_token, policy::kLenient, flags) ||
      !read_decimal(exptime_token, policy::kLenient, exptime)) {
    return refuse(Fault::bad_line_format);
  }
  std::uint64_t unique = 0;
  if (verb == Store::Verb::cas && !read_decimal(tokens.next(), policy::k64Bit, unique)) {
    return refuse(Fault::bad_line_format);
  }
  auto& store = reuse_as<Store>(command);
  store.verb = verb;
  store.noreply = noreply;
  store.key = key;
  store.flags = flags;
  store.exptime = exptime;
  store.size = block_size;
  store.unique = unique;
  return {.with_block = true, .block_size = block_size};
}

/// What decode_command() does.
[[gnu::always_inline]] inline Decoded decode_inline(Line line, const Limits& limits,
                                                    Command& command) noexcept {
  const std::size_t verb_size = line.verb_size();
  const std::uint64_t packed_verb = pack_prefix(line.text(), verb_size);
  if (!line.is_short() || limits.key_size_max < kMarkedSize) {
    return decode_other(packed_verb, line, limits, command);
  }
  if (packed_verb == kGet && line.has_word(verb_size)) {
    auto& retrieve = reuse_as<Retrieve>(command);
    retrieve.with_cas = false;
    retrieve.exptime = std::nullopt;
    retrieve.keys = Keys(without_prefix(line.text(), verb_size));
    return {};
  }
  if (packed_verb == kSet) {
    ShortTokens tokens = line.short_tokens(verb_size);
    return decode_store(Store::Verb::set, tokens, ends_in_noreply(line.text()), limits, command);
  }
  return decode_other(packed_verb, line, limits, command);
}

}  // namespace mcspec::codec::classic::detail
