#pragma once

// The reading half of command.h and flags.h, for request_stream.cc and for their own sources alone;
// inline for the reasons given in classic/decode_inline.h.

#include <array>
#include <cstddef>
#include <cstdint>

#include "codec/meta/command.h"
#include "codec/number.h"
#include "codec/reuse.h"
#include "codec/tokens.h"

namespace mcspec::codec::meta::detail {

/// What stands behind a flag's letter.
enum class Argument : std::uint8_t {
  impossible,   ///< no word that starts so is a flag
  unknown,      ///< there is no such flag
  ignored,      ///< anything, or nothing
  encoded_key,  ///< anything; the key must be base64
  opaque,       ///< anything, up to a size
  time,         ///< signed 32 bits
  unique,       ///< unsigned 64 bits
  initial,      ///< unsigned 64 bits
  delta,        ///< unsigned 64 bits
  user_flags,   ///< unsigned 32 bits
};

consteval std::array<Argument, 256> make_arguments() noexcept {
  std::array<Argument, 256> arguments{};
  for (std::size_t code = '0'; code <= '9'; ++code) arguments[code] = Argument::unknown;
  for (std::size_t code = 'A'; code <= 'z'; ++code) arguments[code] = Argument::unknown;
  for (const char code : Bytes("cfhklqstuvxIMPL")) {
    arguments[static_cast<unsigned char>(code)] = Argument::ignored;
  }
  for (const char code : Bytes("NRT")) {
    arguments[static_cast<unsigned char>(code)] = Argument::time;
  }
  for (const char code : Bytes("CE")) {
    arguments[static_cast<unsigned char>(code)] = Argument::unique;
  }
  arguments['b'] = Argument::encoded_key;
  arguments['O'] = Argument::opaque;
  arguments['J'] = Argument::initial;
  arguments['D'] = Argument::delta;
  arguments['F'] = Argument::user_flags;
  return arguments;
}

inline constexpr std::array<Argument, 256> kArguments = make_arguments();

inline Argument argument_of(char code) noexcept {
  return kArguments[static_cast<unsigned char>(code)];
}

/// Whether a flag's word, letter included, is right for its letter. `key` is the command's.
bool is_right(Argument argument, Bytes token, Bytes key, const Limits& limits) noexcept;

/// Reads flags that have nothing wrong with them, by Tokens or ShortTokens; otherwise says false,
/// and leaves it to decode_flags() to find out what is.
template <typename Words>
[[gnu::always_inline]] inline bool take_right_flags(Words tokens, std::size_t leading_count,
                                                    Bytes key, const Limits& limits,
                                                    Flags& flags) noexcept {
  const Bytes text = tokens.rest();
  std::uint64_t present = 0;
  std::size_t count = leading_count;
  for (Bytes token = tokens.next(); !token.empty(); token = tokens.next()) {
    const char code = token.front();
    const Argument argument = argument_of(code);
    if (argument <= Argument::unknown) return false;
    const std::uint64_t bit = Flags::letter_bit(code);
    if ((present & bit) != 0) return false;
    present |= bit;
    ++count;
    if (argument != Argument::ignored && !is_right(argument, token, key, limits)) return false;
  }
  if (key.size() > limits.key_size_max || count > limits.meta_token_count_max) return false;
  flags = Flags(text, present);
  return true;
}

/// Every command, whatever the size of its line.
Decoded decode_other(Verb verb, Line line, const Limits& limits, Command& command) noexcept;

/// What decode_command() does.
[[gnu::always_inline]] inline Decoded decode_inline(Verb verb, Line line, const Limits& limits,
                                                    Command& command) noexcept {
  if (verb != Verb::mg || !line.is_short()) return decode_other(verb, line, limits, command);
  ShortTokens tokens = line.short_tokens(kVerbSize);
  const Bytes key = tokens.next();
  if (key.empty()) return {.fault = Fault::bad_line_format};
  auto& get = reuse_as<Get>(command);
  get.key = key;
  if (take_right_flags(tokens, 2, key, limits, get.flags)) return {};
  return decode_other(verb, line, limits, command);
}

}  // namespace mcspec::codec::meta::detail
