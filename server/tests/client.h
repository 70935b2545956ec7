#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/net/file_descriptor.h"

namespace mcspec::tests {

/// A peer that blocks, and gives up after ten seconds. What goes wrong shows in what it returns.
class Client {
 public:
  /// Connects to 127.0.0.1. Not connected if nobody listens.
  explicit Client(std::uint16_t port);

  /// Connects to a socket file.
  explicit Client(const std::string& path);

  bool is_connected() const { return is_connected_; }

  /// False if not all was sent.
  bool send(std::string_view octets) const;

  /// Up to `size` octets; fewer only at the end of what the server sends.
  std::string receive(std::size_t size) const;

  /// A line with its line break.
  std::string receive_line() const;

  /// Everything up to the end. `was_reset`: whether that end was a reset.
  std::string receive_all(bool* was_reset = nullptr) const;

  /// Sends a line and its CRLF, and receives a line without.
  std::string ask(std::string_view line) const;

  /// Tells the server that no more comes.
  void finish() const;

  int number() const { return socket_.number(); }

 private:
  net::FileDescriptor socket_;
  bool is_connected_ = false;
};

}  // namespace mcspec::tests
