#include "codec/meta/flags.h"

#include <optional>

#include "codec/base64.h"
#include "codec/meta/argument.h"
#include "codec/number.h"

namespace mcspec::codec::meta {

namespace {

using detail::Argument;
using detail::argument_of;

Fault check_argument(Argument argument, Bytes token, Bytes key) noexcept {
  switch (argument) {
    case Argument::impossible:
    case Argument::unknown:
    case Argument::ignored:
    case Argument::opaque:
      break;
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

/// Whether a flag's word, letter included, is right for its letter. `key` is the command's.
bool is_right(Argument argument, Bytes token, Bytes key, const Limits& limits) noexcept {
  if (argument == Argument::opaque) return token.size() <= limits.opaque_size_max;
  return check_argument(argument, without_prefix(token, 1), key) == Fault::none;
}

/// Reads flags that have nothing wrong with them; otherwise says false, and leaves it to
/// find_fault() to find out what is.
bool take_right_flags(Tokens tokens, std::size_t leading_count, Bytes key, const Limits& limits,
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

/// Looks again at flags of which something is wrong. An opaque that is too long leaves them right.
Fault find_fault(Tokens& tokens, std::size_t leading_count, Bytes key, const Limits& limits,
                 Flags& flags) noexcept {
  const Bytes text = tokens.rest();
  std::uint64_t present = 0;
  std::size_t count = leading_count;
  Fault flag_fault = Fault::none;
  Fault argument_fault = Fault::none;
  bool opaque_too_long = false;
  for (Bytes token = tokens.next(); !token.empty(); token = tokens.next()) {
    const char code = token.front();
    const Argument argument = argument_of(code);
    if (argument == Argument::impossible) return Fault::bad_line_format;
    ++count;
    // Behind a flag that is refused only what precedes its fault is looked for.
    if (flag_fault != Fault::none) continue;
    if ((present & Flags::bit(code)) != 0) flag_fault = Fault::duplicate_flag;
    if (argument == Argument::unknown) flag_fault = Fault::invalid_flag;
    present |= Flags::bit(code);
    if (argument == Argument::ignored) continue;

    const Fault fault = check_argument(argument, without_prefix(token, 1), key);
    // The number of F has no words of its own, so it stands back behind every other fault.
    if (fault != Fault::none &&
        (fault != Fault::bad_client_flags || argument_fault == Fault::none)) {
      argument_fault = fault;
    }
    if (argument == Argument::opaque) opaque_too_long = token.size() > limits.opaque_size_max;
  }
  if (key.size() > limits.key_size_max) return Fault::key_too_long;
  if (count > limits.meta_token_count_max) return Fault::too_many_flags;
  if (flag_fault != Fault::none) return flag_fault;
  if (argument_fault != Fault::none) return argument_fault;
  flags = Flags(text, present);
  return opaque_too_long ? Fault::opaque_too_long : Fault::none;
}

}  // namespace

Bytes Flags::token(char code) const noexcept {
  if (has(code)) {
    for (const Flag flag : *this) {
      if (flag.code == code) return flag.token;
    }
  }
  return {};
}

bool can_be_flag(char octet) noexcept {
  return detail::argument_of(octet) != detail::Argument::impossible;
}

Fault decode_flags(Tokens& tokens, std::size_t leading_count, Bytes key, const Limits& limits,
                   Flags& flags) noexcept {
  if (take_right_flags(tokens, leading_count, key, limits, flags)) return Fault::none;
  return find_fault(tokens, leading_count, key, limits, flags);
}

}  // namespace mcspec::codec::meta
