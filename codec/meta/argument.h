#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"

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

}  // namespace mcspec::codec::meta::detail
