#pragma once

// Binary packets: from opcodes and extras to operations, and from outcomes to statuses.

#include <string_view>

#include "codec/binary/packet.h"
#include "codec/binary/reply.h"
#include "server/dialect/context.h"

namespace mcspec::dialect::binary {

/// Requires for each: the packet is one of the commands named.
engine::Fetch fetch_operation(const codec::binary::Packet& packet) noexcept;  ///< get touch gat
engine::Store store_operation(const codec::binary::Packet& packet,
                              std::string_view value) noexcept;  ///< set add replace append prepend
engine::Remove remove_operation(const codec::binary::Packet& packet) noexcept;  ///< delete
engine::Arithmetic arithmetic_operation(
    const codec::binary::Packet& packet) noexcept;  ///< increment decrement

/// Performs a packet whose value nobody waits for, and replies.
After perform(const codec::binary::Packet& packet, Context& context) noexcept;

/// Performs a packet whose value is over, and replies.
void perform(const codec::binary::Packet& packet, const Block& block, Context& context) noexcept;

/// A reply without a value of its own: success, or the words that belong to the status.
void put_status(const codec::binary::Header& request, codec::binary::Status status,
                base::Output& output) noexcept;

/// The same with words of its own.
void put_words(const codec::binary::Header& request, codec::binary::Status status,
               std::string_view words, base::Output& output) noexcept;

}  // namespace mcspec::dialect::binary
