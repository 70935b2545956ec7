#pragma once

// Classic text commands: from the words of a line to operations, and from outcomes to words.

#include <cstddef>
#include <string_view>

#include "codec/classic/command.h"
#include "server/dialect/context.h"

namespace mcspec::dialect::classic {

engine::Store to_operation(const codec::classic::Store& command, std::string_view value) noexcept;
engine::Fetch to_operation(const codec::classic::Retrieve& command, std::string_view key) noexcept;
engine::Fetch to_operation(const codec::classic::Touch& command) noexcept;
engine::Remove to_operation(const codec::classic::Delete& command) noexcept;
engine::Arithmetic to_operation(const codec::classic::Arithmetic& command) noexcept;
engine::Flush to_operation(const codec::classic::FlushAll& command) noexcept;

/// Performs a command that has no data block, and replies. `progress` is how far into its keys
/// a retrieval has come: 0 at first; a retrieval that fills the output stops, says `resume`, and
/// goes on from there when it is performed again.
After perform(const codec::classic::Command& command, std::size_t& progress,
              Context& context) noexcept;

/// Performs a command whose data block is over, and replies.
void perform(const codec::classic::Store& command, const Block& block, Context& context) noexcept;

}  // namespace mcspec::dialect::classic
