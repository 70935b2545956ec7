#pragma once

#include <cstdint>
#include <string_view>

namespace mcspec::admin {

/// What can be asked for with `stats`.
enum class Group : std::uint8_t {
  general,
  reset,
  settings,
  items,
  slabs,
  sizes,
  connections,
  detail,  ///< prefixes; which of its commands is in Question::detail
  cachedump,
  unknown,
};

/// What is to be done about the counting by prefixes.
enum class Detail : std::uint8_t { on, off, dump, unknown };

/// A request for statistics, read. The rest depends on the group.
struct Question {
  Group group = Group::unknown;
  Detail detail = Detail::unknown;

  /// Of cachedump: the words for its class and for how many items are wanted (0: all); empty where
  /// they are missing.
  std::string_view class_word{};
  std::string_view count_word{};
};

/// Reads the words behind `stats` in a line. Some groups may be called by the first letters of
/// their names, the first group that fits. Source: memcached 1.6.45, proto_text.c, process_stat.
Question read_text_question(std::string_view words) noexcept;

/// Reads the key of a STAT packet. Behind some names there may be anything, and some groups cannot
/// be had at all. Source: memcached 1.6.45, proto_bin.c, process_bin_stat.
Question read_binary_question(std::string_view key) noexcept;

}  // namespace mcspec::admin
