#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "server/base/statistic.h"

namespace mcspec::admin {

/// Puts statistics behind each other, each name behind the same words.
class Lister {
 public:
  /// `before` is put before each name.
  explicit Lister(std::string_view before = {}) : before_(before) {}

  void add(std::string_view name, std::uint64_t number) { add(name, std::to_string(number)); }
  void add(std::string_view name, std::string text) {
    list_.emplace_back(before_ + std::string(name), std::move(text));
  }
  base::StatisticList take() { return std::move(list_); }

 private:
  const std::string before_;
  base::StatisticList list_;
};

}  // namespace mcspec::admin
