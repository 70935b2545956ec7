#pragma once

#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"
#include "codec/fault.h"
#include "codec/limits.h"
#include "codec/tokens.h"

namespace mcspec::codec::meta {

/// One flag of a meta command: its letter and the octets that follow it without a space.
struct Flag {
  char code = 0;
  Bytes token;
};

/// The flags of a meta command in the order they were sent. Made by decoding only, which has
/// checked all of them: no letter twice, none unknown, every number readable. So walking and
/// reading cannot fail. A view into the line.
class Flags {
 public:
  /// A place in the walk; Flags::end() behind the last flag.
  class Iterator {
   public:
    explicit Iterator(Bytes text) noexcept : tokens_(text) { ++*this; }
    Flag operator*() const noexcept { return {token_.front(), without_prefix(token_, 1)}; }
    Iterator& operator++() noexcept {
      token_ = tokens_.next();
      return *this;
    }
    bool operator==(const Iterator& other) const noexcept {
      return token_.data() == other.token_.data();
    }

   private:
    Tokens tokens_;
    Bytes token_;
  };

  Flags() = default;

  /// Requires: `text` was checked, and `present` has the letter_bit() of every letter in it.
  Flags(Bytes text, std::uint64_t present) noexcept : text_(text), present_(present) {}

  /// The place of a letter in a set of them. Requires: `code` is 0x41 to 0x7a, as flags are: no two
  /// of these have their low six bits in common.
  static constexpr std::uint64_t letter_bit(char code) noexcept {
    return std::uint64_t{1} << (static_cast<unsigned char>(code) & 63);
  }

  /// The same, and no place at all for any other octet.
  static constexpr std::uint64_t bit(char code) noexcept {
    return code >= 'A' && code <= 'z' ? letter_bit(code) : 0;
  }

  Iterator begin() const noexcept { return Iterator(text_); }
  Iterator end() const noexcept { return Iterator({}); }

  /// Whether the flag was sent. Any octet may be asked for.
  bool has(char code) const noexcept { return (present_ & bit(code)) != 0; }

  /// What follows the letter; empty when the flag was not sent or has nothing behind it.
  Bytes token(char code) const noexcept;

  /// The flags as they were sent, spaces included.
  Bytes text() const noexcept { return text_; }

 private:
  Bytes text_;
  std::uint64_t present_ = 0;
};

/// Whether a word that starts with `octet` can be a flag at all, known or not: a digit, or 0x41 to
/// 0x7a. Source: vendor/mcmc/mcmc.c, the tokenizer's map of flags.
bool can_be_flag(char octet) noexcept;

/// Reads and checks all that is left of a line whose key is `key`, and in which `leading_count`
/// words precede the flags. What is found wrong is, in this order: a word that cannot be a flag;
/// the size of the key; too many words; the first letter that is unknown or repeated; of several
/// bad arguments the last one; and an opaque that is too long, when `flags` is set all the same,
/// for a bad mode precedes it. Source: proto_parser.c, _meta_flag_preparse and its callers.
Fault decode_flags(Tokens& tokens, std::size_t leading_count, Bytes key, const Limits& limits,
                   Flags& flags) noexcept;

}  // namespace mcspec::codec::meta
