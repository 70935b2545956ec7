#include "codec/meta/flags.h"

#include <array>
#include <optional>

#include "codec/base64.h"
#include "codec/number.h"

namespace mcspec::codec::meta {
namespace {

/// What stands behind a flag's letter.
enum class Argument : std::uint8_t {
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

constexpr std::array<Argument, 256> make_arguments() noexcept {
  std::array<Argument, 256> arguments{};
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

constexpr std::array<Argument, 256> kArguments = make_arguments();

Fault check_argument(Argument argument, Bytes token, Bytes key) noexcept {
  switch (argument) {
    case Argument::unknown:
      return Fault::invalid_flag;
    case Argument::ignored:
    case Argument::opaque:
      return Fault::none;
    case Argument::encoded_key:
      return base64::decoded_size(key) ? Fault::none : Fault::bad_encoded_key;
    case Argument::time:
      if (token.empty() || !parse_decimal<std::int32_t>(token, policy::k32Bit)) {
        return Fault::bad_flag_token;
      }
      return Fault::none;
    case Argument::unique:
      return parse_decimal<std::uint64_t>(token, policy::k64Bit) ? Fault::none
                                                                 : Fault::bad_flag_token;
    case Argument::initial:
      return parse_decimal<std::uint64_t>(token, policy::k64Bit) ? Fault::none
                                                                 : Fault::bad_initial_value;
    case Argument::delta:
      return parse_decimal<std::uint64_t>(token, policy::k64Bit) ? Fault::none
                                                                 : Fault::bad_delta_value;
    case Argument::user_flags:
      return parse_decimal<std::uint32_t>(token, policy::k32Bit) ? Fault::none
                                                                 : Fault::bad_client_flags;
  }
  return Fault::none;
}

}  // namespace

Bytes Flags::token(char code) const noexcept {
  if (!has(code)) return {};
  for (const Flag flag : *this) {
    if (flag.code == code) return flag.token;
  }
  return {};
}

bool are_flag_tokens(Bytes text) noexcept {
  Tokens tokens(text);
  for (Bytes token = tokens.next(); !token.empty(); token = tokens.next()) {
    const char first = token.front();
    const bool is_digit = first >= '0' && first <= '9';
    const bool is_letter = first >= 'A' && first <= 'z';
    if (!is_digit && !is_letter) return false;
  }
  return true;
}

Fault decode_flags(Bytes text, Bytes key, const Limits& limits, Flags& flags) noexcept {
  Flags decoded;
  decoded.text_ = text;
  Fault pending = Fault::none;
  bool opaque_too_long = false;
  Tokens tokens(text);
  for (Bytes token = tokens.next(); !token.empty(); token = tokens.next()) {
    const char code = token.front();
    if (decoded.has(code)) return Fault::duplicate_flag;
    const Argument argument = kArguments[static_cast<unsigned char>(code)];
    if (argument == Argument::unknown) return Fault::invalid_flag;
    decoded.present_ |= Flags::bit(code);

    const Fault fault = check_argument(argument, without_prefix(token, 1), key);
    // The number of F has no words of its own, so it stands back behind every other fault.
    if (fault != Fault::none && (fault != Fault::bad_client_flags || pending == Fault::none)) {
      pending = fault;
    }
    if (argument == Argument::opaque) opaque_too_long = token.size() > limits.opaque_size_max;
  }
  if (pending != Fault::none) return pending;
  flags = decoded;
  return opaque_too_long ? Fault::opaque_too_long : Fault::none;
}

}  // namespace mcspec::codec::meta
