#pragma once

#include <unistd.h>

#include <utility>

namespace mcspec::net {

/// Owns an open descriptor, or none.
class FileDescriptor {
 public:
  FileDescriptor() noexcept = default;
  explicit FileDescriptor(int number) noexcept : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, kNone)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this == &other) return *this;
    reset();
    number_ = std::exchange(other.number_, kNone);
    return *this;
  }
  ~FileDescriptor() { reset(); }

  bool is_open() const noexcept { return number_ != kNone; }

  /// What system calls take; -1 if there is none.
  int number() const noexcept { return number_; }

  /// Closes it, if there is one.
  void reset() noexcept {
    if (is_open()) close(std::exchange(number_, kNone));
  }

 private:
  static constexpr int kNone = -1;

  int number_ = kNone;
};

}  // namespace mcspec::net
