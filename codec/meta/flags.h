#pragma once

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

  Iterator begin() const noexcept { return Iterator(text_); }
  Iterator end() const noexcept { return Iterator({}); }

  /// Whether the flag was sent. Any octet may be asked for.
  bool has(char code) const noexcept { return (present_ & bit(code)) != 0; }

  /// What follows the letter; empty when the flag was not sent or has nothing behind it.
  Bytes token(char code) const noexcept;

  /// The flags as they were sent, spaces included.
  Bytes text() const noexcept { return text_; }

 private:
  friend Fault decode_flags(Bytes text, Bytes key, const Limits& limits, Flags& flags) noexcept;

  /// Letters are 0x41 to 0x7a, so that all of them have a bit.
  static constexpr std::uint64_t bit(char code) noexcept {
    const auto at = static_cast<unsigned char>(code - 'A');
    return at < 58 ? std::uint64_t{1} << at : 0;
  }

  Bytes text_;
  std::uint64_t present_ = 0;
};

/// Whether every word of `text` starts with an octet that can be a flag at all: a digit or
/// 0x41 to 0x7a. What does not is refused before any flag is looked at.
/// Source: vendor/mcmc/mcmc.c, the tokenizer's map of flags.
bool are_flag_tokens(Bytes text) noexcept;

/// Reads and checks `text`, with the key that b says is base64. An unknown or repeated letter is
/// reported at once; of several bad arguments the last one counts; an opaque that is too long only
/// when nothing else is wrong, and then `flags` is set all the same, for a bad mode precedes it.
/// Source: proto_parser.c, _meta_flag_preparse.
Fault decode_flags(Bytes text, Bytes key, const Limits& limits, Flags& flags) noexcept;

}  // namespace mcspec::codec::meta
