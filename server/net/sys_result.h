#pragma once

#include <utility>

namespace mcspec::net {

/// The errno of a system call that failed.
struct SysError {
  int number;
};

/// What a system call gave: a value, or why there is none. Requires of T: default constructible.
template <class T>
class [[nodiscard]] SysResult {
 public:
  SysResult(T value) noexcept : value_(std::move(value)) {}
  SysResult(SysError error) noexcept : error_(error.number) {}

  explicit operator bool() const noexcept { return error_ == 0; }

  /// Requires: it succeeded.
  T& operator*() noexcept { return value_; }
  const T& operator*() const noexcept { return value_; }

  /// The errno; 0 if it succeeded.
  int error() const noexcept { return error_; }

 private:
  T value_{};
  int error_ = 0;
};

}  // namespace mcspec::net
