#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/net/network_error.h"

namespace mcspec::net {

/// Has the process keep running when a peer is gone while it is written to.
void ignore_broken_pipes() noexcept;

/// Allows the process as many open files as `connection_count` connections and its own need. Why
/// that failed, if it did.
std::optional<NetworkError> allow_descriptors(std::uint32_t connection_count,
                                              std::uint32_t worker_count);

/// Why the process does not run as the user it was to.
enum class UserFault : std::uint8_t { none, unknown_user, refused };

/// Gives up being root for good, if it is that, to be `user` instead. Source: memcached.c, main.
UserFault become_user(const std::string& user) noexcept;

/// Whether the process may do what only root may.
bool is_root() noexcept;

}  // namespace mcspec::net
