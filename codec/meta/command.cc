#include "codec/meta/command.h"

#include "codec/base64.h"
#include "codec/number.h"

namespace mcspec::codec::meta {
namespace {

Fault decode_set_mode(const Flags& flags, Set::Mode& mode) noexcept {
  if (!flags.has('M')) return Fault::none;
  const Bytes token = flags.token('M');
  if (token.empty()) return Fault::bad_mode;
  switch (token.front()) {
    case 'S':
      mode = Set::Mode::set;
      return Fault::none;
    case 'E':
      mode = Set::Mode::add;
      return Fault::none;
    case 'R':
      mode = Set::Mode::replace;
      return Fault::none;
    case 'A':
      mode = Set::Mode::append;
      return Fault::none;
    case 'P':
      mode = Set::Mode::prepend;
      return Fault::none;
    default:
      return Fault::bad_mode;
  }
}

Fault decode_arithmetic_mode(const Flags& flags, bool& decrement) noexcept {
  if (!flags.has('M')) return Fault::none;
  const Bytes token = flags.token('M');
  if (token.empty()) return Fault::bad_mode;
  switch (token.front()) {
    case 'I':
    case '+':
      decrement = false;
      return Fault::none;
    case 'D':
    case '-':
      decrement = true;
      return Fault::none;
    default:
      return Fault::bad_mode;
  }
}

/// Whether the mode is looked at: memcached measures the opaque later than it.
/// Source: proto_parser.c, process_mset_cmd_start and process_marithmetic_cmd.
bool precedes_mode(Fault fault) noexcept {
  return fault != Fault::none && fault != Fault::opaque_too_long;
}

template <typename Shape>
Decoded decode_keyed(Bytes key, Tokens& tokens, const Limits& limits, Command& command) noexcept {
  auto& shape = command.emplace<Shape>();
  shape.key = key;
  return {.fault = decode_flags(tokens, 2, key, limits, shape.flags)};
}

Decoded decode_arithmetic(Bytes key, Tokens& tokens, const Limits& limits,
                          Command& command) noexcept {
  Flags flags;
  const Fault fault = decode_flags(tokens, 2, key, limits, flags);
  if (precedes_mode(fault)) return {.fault = fault};
  bool decrement = false;
  const Fault mode_fault = decode_arithmetic_mode(flags, decrement);
  if (mode_fault != Fault::none) return {.fault = mode_fault};
  if (fault != Fault::none) return {.fault = fault};

  command.emplace<Arithmetic>(Arithmetic{.key = key, .flags = flags, .decrement = decrement});
  return {};
}

Decoded decode_set(Bytes key, Tokens& tokens, const Limits& limits, Command& command) noexcept {
  const auto size = parse_decimal<std::int32_t>(tokens.next(), policy::k32Bit);
  if (!size || *size < 0 || static_cast<std::uint32_t>(*size) > limits.block_size_max) {
    return {.fault = Fault::bad_line_format};
  }
  const auto block_size = static_cast<std::uint32_t>(*size);
  Flags flags;
  Fault fault = decode_flags(tokens, 3, key, limits, flags);
  Set::Mode mode = Set::Mode::set;
  if (!precedes_mode(fault)) {
    const Fault mode_fault = decode_set_mode(flags, mode);
    if (mode_fault != Fault::none) fault = mode_fault;
  }
  if (fault == Fault::none) {
    command.emplace<Set>(Set{.key = key, .flags = flags, .size = block_size, .mode = mode});
  }
  return {.fault = fault, .with_block = true, .block_size = block_size};
}

Decoded decode_debug(Bytes key, Tokens& tokens, const Limits& limits, Command& command) noexcept {
  bool encoded_key = false;
  for (Bytes token = tokens.next(); !token.empty(); token = tokens.next()) {
    if (!can_be_flag(token.front())) return {.fault = Fault::bad_line_format};
    encoded_key = encoded_key || token.front() == 'b';
  }
  if (key.size() > limits.key_size_max) return {.fault = Fault::key_too_long};
  if (encoded_key && !base64::decoded_size(key)) return {.fault = Fault::bad_line_format};

  command.emplace<Debug>(Debug{.key = key, .encoded_key = encoded_key});
  return {};
}

}  // namespace

Decoded decode_command(Verb verb, const Line& line, const Limits& limits,
                       Command& command) noexcept {
  Tokens tokens = line.tokens(kVerbSize);
  const Bytes key = tokens.next();
  if (key.empty() && verb != Verb::mn) return {.fault = Fault::bad_line_format};
  switch (verb) {
    case Verb::ms:
      return decode_set(key, tokens, limits, command);
    case Verb::md:
      return decode_keyed<Delete>(key, tokens, limits, command);
    case Verb::ma:
      return decode_arithmetic(key, tokens, limits, command);
    case Verb::me:
      return decode_debug(key, tokens, limits, command);
    case Verb::mg:
      return decode_keyed<Get>(key, tokens, limits, command);
    case Verb::mn:
      break;
  }
  command.emplace<Noop>();
  return {};
}

namespace {

void encode_flags(Writer& out, const Flags& flags) noexcept {
  for (const Flag flag : flags) out.put(' ').put(flag.code).put(flag.token);
}

}  // namespace

void encode(Writer& out, const Command& command) noexcept {
  if (const auto* get = std::get_if<Get>(&command)) {
    out.put("mg ").put(get->key);
    encode_flags(out, get->flags);
  } else if (const auto* set = std::get_if<Set>(&command)) {
    out.put("ms ").put(set->key).put(' ').put_decimal(set->size);
    encode_flags(out, set->flags);
  } else if (const auto* removal = std::get_if<Delete>(&command)) {
    out.put("md ").put(removal->key);
    encode_flags(out, removal->flags);
  } else if (const auto* arithmetic = std::get_if<Arithmetic>(&command)) {
    out.put("ma ").put(arithmetic->key);
    encode_flags(out, arithmetic->flags);
  } else if (const auto* debug = std::get_if<Debug>(&command)) {
    out.put("me ").put(debug->key);
    if (debug->encoded_key) out.put(" b");
  } else {
    out.put("mn");
  }
  out.put("\r\n");
}

}  // namespace mcspec::codec::meta
