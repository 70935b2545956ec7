#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "server/base/tls_options.h"
#include "server/config/listen_address.h"
#include "server/config/protocol.h"

namespace mcspec::config {

/// What the command line asks for; as it stands here, what an empty one does. Names are
/// memcached's.
struct Options {
  static constexpr std::int32_t kPortOff = 0;
  static constexpr std::int32_t kPortAny = -1;  ///< one that is free

  std::int32_t port = 11211;            ///< of addresses in `listen` that have none of their own
  bool port_given = false;              ///< else TCP goes where UDP does, if that is anywhere
  std::int32_t udp_port = kPortOff;     ///< of addresses in `listen` that have none of their own
  std::vector<ListenAddress> listen{};  ///< empty: all interfaces
  std::string unix_socket{};            ///< a path; if there is one, nothing listens for TCP or UDP
  mode_t unix_mask = 0700;              ///< access to the socket file
  std::int32_t listen_backlog = 1024;

  std::uint32_t threads = 4;
  std::uint32_t conn_limit = 1024;
  std::uint32_t idle_timeout = 0;         ///< seconds; 0: idle connections stay
  bool maxconns_fast = true;              ///< refuse connections beyond the limit
  std::uint32_t max_reqs_per_event = 20;  ///< kept for `stats settings` only
  Protocol protocol = Protocol::negotiated;

  std::uint64_t memory_limit = std::uint64_t{64} << 20;  ///< octets
  std::uint64_t max_item_size = std::uint64_t{1} << 20;  ///< octets
  bool disable_evictions = false;
  bool disable_cas = false;
  bool track_sizes = false;  ///< answer `stats sizes`

  char prefix_delimiter = ':';   ///< ends what keys are counted by
  bool detail_enabled = false;   ///< count by prefixes from the start
  bool disable_dumping = false;  ///< do not tell keys and prefixes
  bool debugtime = false;        ///< let peers move the clock

  bool enable_ssl = false;
  base::TlsOptions ssl{};

  std::string auth_file{};  ///< users of text connections; empty: everybody is let in
  bool sasl = false;        ///< users of binary connections are SASL's

  std::string user{};         ///< who to run as when started by root
  std::uint32_t verbose = 0;  ///< how often -v was given
};

/// The process is to end at once, having printed this.
struct ExitNow {
  int status;        ///< exit_status.h
  std::string text;  ///< with its line breaks; for standard error unless the status is kExitOk
};

/// Reads a command line without the program's name, as getopt_long does: `-p 1`, `-p1`, `-vvp1`,
/// `--port=1`, `--port 1`. The last of several values counts; -l collects them.
std::variant<Options, ExitNow> parse_options(std::span<const char* const> arguments);

/// What -h prints.
std::string help_text();

}  // namespace mcspec::config
