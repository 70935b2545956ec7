#pragma once

#include <string>

namespace mcspec::base {

/// The address of a socket's own end: `tcp:127.0.0.1:11211`, `udp6:[::1]:11211`,
/// `unix:/path`. Without an address `?:<AF 0>`.
/// Source: memcached 1.6.45, memcached.c, get_conn_text.
std::string local_name(int descriptor);

/// The address of a connected socket's other end, in the same form. Peers on a unix socket have
/// none.
std::string peer_name(int descriptor);

}  // namespace mcspec::base
