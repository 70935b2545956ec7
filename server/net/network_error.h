#pragma once

#include <string>
#include <string_view>

namespace mcspec::net {

/// Why the network, or the process, cannot be set up: one line for the operator.
struct NetworkError {
  std::string text;
};

/// "cannot <what>: <the system's words for errno `number`>".
NetworkError cannot(std::string_view what, int number);

}  // namespace mcspec::net
