#pragma once

#include <string_view>

#include "codec/classic/reply.h"
#include "codec/writer.h"
#include "server/base/output.h"

namespace mcspec::dialect {

/// Appends what `write` puts into a Writer of at least `size_max` octets.
/// Requires: `write` puts no more than that.
template <typename Write>
void put_reply(base::Output& output, std::size_t size_max, Write write) noexcept {
  codec::Writer writer(output.reserve(size_max));
  write(writer);
  output.commit(writer.size());
}

/// Appends a line that is always the same.
void put(base::Output& output, codec::classic::Line line) noexcept;

/// Appends one line of words, with its terminator.
void put_line(base::Output& output, std::string_view words) noexcept;

/// Appends a data block, with its terminator.
void put_block(base::Output& output, std::string_view value) noexcept;

}  // namespace mcspec::dialect
