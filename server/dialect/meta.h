#pragma once

// Meta commands: from flags to operations, and from outcomes to flags.

#include <array>
#include <cstddef>
#include <string_view>

#include "codec/meta/command.h"
#include "server/dialect/context.h"

namespace mcspec::dialect::meta {

/// The key of a command as the store knows it: what b says is base64 is decoded here. Holds the
/// octets, so the view lives as long as this does.
class Key {
 public:
  /// Requires: decoding has found `sent` legal, base64 included.
  Key(codec::Bytes sent, bool encoded) noexcept;
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  std::string_view bytes() const noexcept { return bytes_; }
  bool encoded() const noexcept { return encoded_; }

 private:
  std::array<char, 256> decoded_;
  std::string_view bytes_;
  bool encoded_;
};

engine::Fetch to_operation(const codec::meta::Get& command, const Key& key) noexcept;
engine::Store to_operation(const codec::meta::Set& command, const Key& key,
                           std::string_view value) noexcept;
engine::Remove to_operation(const codec::meta::Delete& command, const Key& key) noexcept;
engine::Arithmetic to_operation(const codec::meta::Arithmetic& command, const Key& key) noexcept;

/// Performs a command that has no data block, and replies.
void perform(const codec::meta::Command& command, Context& context) noexcept;

/// Performs a command whose data block is over, and replies.
void perform(const codec::meta::Set& command, const Block& block, Context& context) noexcept;

}  // namespace mcspec::dialect::meta
