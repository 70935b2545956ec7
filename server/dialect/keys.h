#pragma once

// The keys of a request, whichever dialect it is in.

#include <string_view>
#include <variant>

#include "codec/request.h"

namespace mcspec::dialect {

/// Calls `visit` with each key as it was sent, until it returns false: a meta key that its flags
/// call base64 is not decoded.
template <class Visit>
void visit_keys(const codec::Request& request, Visit visit) {
  const auto visit_command = [&](const auto& command) {
    if constexpr (requires { command.key; }) visit(command.key);
    if constexpr (requires { command.keys; }) {
      codec::Tokens keys = command.keys.walk();
      for (auto key = keys.next(); !key.empty() && visit(key); key = keys.next()) continue;
    }
  };
  if (const auto* packet = std::get_if<codec::binary::Packet>(&request)) {
    visit(packet->key);
  } else if (const auto* meta = std::get_if<codec::meta::Command>(&request)) {
    std::visit(visit_command, *meta);
  } else if (const auto* classic = std::get_if<codec::classic::Command>(&request)) {
    std::visit(visit_command, *classic);
  }
}

}  // namespace mcspec::dialect
