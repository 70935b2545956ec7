#include "server/admin/question.h"

#include <algorithm>
#include <array>

namespace mcspec::admin {
namespace {

struct GroupName {
  std::string_view name;
  Group group;
};

/// What a line may shorten, in the order in which memcached looks.
constexpr auto kShortened = std::to_array<GroupName>({
    {"reset", Group::reset},
    {"detail", Group::detail},
    {"settings", Group::settings},
    {"cachedump", Group::cachedump},
    {"conns", Group::connections},
});

/// What must be written out, in a line and in a packet.
constexpr auto kWhole = std::to_array<GroupName>({
    {"items", Group::items},
    {"slabs", Group::slabs},
    {"sizes", Group::sizes},
});

/// What a packet may write more behind.
constexpr auto kLengthened = std::to_array<GroupName>({
    {"reset", Group::reset},
    {"settings", Group::settings},
    {"detail", Group::detail},
});

struct DetailName {
  std::string_view name;
  Detail detail;
};

constexpr auto kDetails = std::to_array<DetailName>({
    {"on", Detail::on},
    {"off", Detail::off},
    {"dump", Detail::dump},
});

/// Takes the next word off the front of `words`; empty if there is none.
std::string_view take_word(std::string_view& words) noexcept {
  words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
  const std::string_view word = words.substr(0, words.find(' '));
  words.remove_prefix(word.size());
  return word;
}

Group whole_group(std::string_view name) noexcept {
  for (const GroupName& known : kWhole) {
    if (known.name == name) return known.group;
  }
  return Group::unknown;
}

Group text_group(std::string_view word) noexcept {
  if (word.empty()) return Group::general;
  for (const GroupName& known : kShortened) {
    if (known.name.starts_with(word)) return known.group;
  }
  return whole_group(word);
}

Group binary_group(std::string_view key) noexcept {
  if (key.empty()) return Group::general;
  for (const GroupName& known : kLengthened) {
    if (key.starts_with(known.name)) return known.group;
  }
  return whole_group(key);
}

Detail text_detail(std::string_view word) noexcept {
  if (word.empty()) return Detail::unknown;
  for (const DetailName& known : kDetails) {
    if (known.name.starts_with(word)) return known.detail;
  }
  return Detail::unknown;
}

/// `rest` is what stands behind `detail`, one space first.
Detail binary_detail(std::string_view rest) noexcept {
  if (!rest.starts_with(' ')) return Detail::unknown;
  for (const DetailName& known : kDetails) {
    if (rest.substr(1).starts_with(known.name)) return known.detail;
  }
  return Detail::unknown;
}

}  // namespace

Question read_text_question(std::string_view words) noexcept {
  Question question{.group = text_group(take_word(words))};
  switch (question.group) {
    case Group::detail:
      question.detail = text_detail(take_word(words));
      break;
    case Group::cachedump:
      question.class_word = take_word(words);
      question.count_word = take_word(words);
      break;
    case Group::general:
    case Group::reset:
    case Group::settings:
    case Group::items:
    case Group::slabs:
    case Group::sizes:
    case Group::connections:
    case Group::unknown:
      break;
  }
  return question;
}

Question read_binary_question(std::string_view key) noexcept {
  constexpr std::string_view kDetail = "detail";
  Question question{.group = binary_group(key)};
  if (question.group == Group::detail) question.detail = binary_detail(key.substr(kDetail.size()));
  return question;
}

}  // namespace mcspec::admin
