#include "server/config/option_table.h"

#include <array>

#include "server/config/extended_options.h"
#include "server/config/number.h"

namespace mcspec::config {
namespace {

constexpr std::string_view kFine;

/// Reads a number into `field`. True if it is one in range.
template <class T>
bool store_number(T& field, std::string_view value, T min, T max, int base = 10) {
  const auto number = read_number<T>(value, min, max, base);
  if (number) field = *number;
  return number.has_value();
}

constexpr std::string_view kExpectedPort =
    "expected a port from 1 to 65535, 0 for none, or -1 for any that is free";

std::string_view apply_port(Options& options, std::string_view value) {
  options.port_given = true;
  if (store_number<std::int32_t>(options.port, value, Options::kPortAny, 65535)) return kFine;
  return kExpectedPort;
}

std::string_view apply_listen(Options& options, std::string_view value) {
  constexpr std::string_view kExpected =
      "expected host, host:port, [IPv6]:port or * for all interfaces, with commas between several";
  while (true) {
    const std::size_t comma = value.find_first_of(",;");
    auto address = read_listen_address(value.substr(0, comma));
    if (!address) return kExpected;
    options.listen.push_back(std::move(*address));
    if (comma == std::string_view::npos) return kFine;
    value.remove_prefix(comma + 1);
  }
}

std::string_view apply_udp_port(Options& options, std::string_view value) {
  if (store_number<std::int32_t>(options.udp_port, value, Options::kPortAny, 65535)) return kFine;
  return kExpectedPort;
}

std::string_view apply_unix_socket(Options& options, std::string_view value) {
  if (value.empty()) return "expected a path";
  options.unix_socket = value;
  return kFine;
}

std::string_view apply_unix_mask(Options& options, std::string_view value) {
  if (store_number<mode_t>(options.unix_mask, value, 0, 0777, 8)) return kFine;
  return "expected access rights in octal, from 0 to 777";
}

std::string_view apply_conn_limit(Options& options, std::string_view value) {
  if (store_number<std::uint32_t>(options.conn_limit, value, 1, 1'000'000)) return kFine;
  return "expected a number from 1 to 1000000";
}

std::string_view apply_backlog(Options& options, std::string_view value) {
  if (store_number<std::int32_t>(options.listen_backlog, value, 0, 1'000'000)) return kFine;
  return "expected a number from 0 to 1000000";
}

std::string_view apply_protocol(Options& options, std::string_view value) {
  if (value == "auto") {
    options.protocol = Protocol::negotiated;
  } else if (value == "ascii") {
    options.protocol = Protocol::ascii;
  } else if (value == "binary") {
    options.protocol = Protocol::binary;
  } else {
    return "expected auto, ascii or binary";
  }
  return kFine;
}

std::string_view apply_memory_limit(Options& options, std::string_view value) {
  std::uint64_t megabytes = 0;
  if (!store_number<std::uint64_t>(megabytes, value, 1, 1'048'576)) {
    return "expected megabytes, from 1 to 1048576";
  }
  options.memory_limit = megabytes << 20;
  return kFine;
}

std::string_view apply_disable_evictions(Options& options, std::string_view) {
  options.disable_evictions = true;
  return kFine;
}

std::string_view apply_max_item_size(Options& options, std::string_view value) {
  constexpr std::uint64_t kSizeMin = 1024;
  constexpr std::uint64_t kSizeMax = std::uint64_t{1} << 30;
  unsigned shift = 0;
  if (value.ends_with('k') || value.ends_with('K')) shift = 10;
  if (value.ends_with('m') || value.ends_with('M')) shift = 20;
  if (shift != 0) value.remove_suffix(1);
  std::uint64_t count = 0;
  if (store_number<std::uint64_t>(count, value, 1, kSizeMax >> shift) &&
      count << shift >= kSizeMin) {
    options.max_item_size = count << shift;
    return kFine;
  }
  return "expected octets, or with k or m behind kilobytes or megabytes, from 1k to 1024m";
}

std::string_view apply_disable_cas(Options& options, std::string_view) {
  options.disable_cas = true;
  return kFine;
}

std::string_view apply_prefix_delimiter(Options& options, std::string_view value) {
  if (value.empty()) return "expected a character";
  options.prefix_delimiter = value.front();
  options.detail_enabled = true;
  return kFine;
}

std::string_view apply_disable_dumping(Options& options, std::string_view) {
  options.disable_dumping = true;
  return kFine;
}

std::string_view apply_threads(Options& options, std::string_view value) {
  if (store_number<std::uint32_t>(options.threads, value, 1, 1024)) return kFine;
  return "expected a number from 1 to 1024";
}

std::string_view apply_max_reqs(Options& options, std::string_view value) {
  if (store_number<std::uint32_t>(options.max_reqs_per_event, value, 1, 0x7fffffff)) return kFine;
  return "expected a number from 1 to 2147483647";
}

std::string_view apply_auth_file(Options& options, std::string_view value) {
  if (value.empty()) return "expected a file of user:password lines";
  options.auth_file = value;
  return kFine;
}

std::string_view apply_sasl(Options& options, std::string_view) {
  options.sasl = true;
  return kFine;
}

std::string_view apply_enable_ssl(Options& options, std::string_view) {
  options.enable_ssl = true;
  return kFine;
}

std::string_view apply_user(Options& options, std::string_view value) {
  if (value.empty()) return "expected the name of a user";
  options.user = value;
  return kFine;
}

std::string_view apply_verbose(Options& options, std::string_view) {
  ++options.verbose;
  return kFine;
}

constexpr OptionInfo unavailable(char letter, std::string_view name, std::string_view value) {
  return {letter, name, value, Group::unavailable, "", Action::refuse, nullptr};
}

constexpr auto kTable = std::to_array<OptionInfo>({
    {'p', "port", "num", Group::network,
     "TCP port (default: 11211); 0: no TCP,\n-1: any that is free (see below)", Action::apply,
     &apply_port},
    {'l', "listen", "addr", Group::network,
     "where: host, host:port or [IPv6]:port;\n"
     "several with commas between; repeatable\n(default: *, all interfaces)",
     Action::apply, &apply_listen},
    {'U', "udp-port", "num", Group::network,
     "UDP port (default: 0, off); TCP goes there as\nwell unless -p is given", Action::apply,
     &apply_udp_port},
    {'s', "unix-socket", "path", Group::network, "listen on this socket file, and not for TCP",
     Action::apply, &apply_unix_socket},
    {'a', "unix-mask", "mask", Group::network, "access to it, in octal (default: 700)",
     Action::apply, &apply_unix_mask},
    {'c', "conn-limit", "num", Group::network,
     "connections at the same time (default: 1024);\nmore are refused", Action::apply,
     &apply_conn_limit},
    {'b', "listen-backlog", "num", Group::network, "connections not yet accepted (default: 1024)",
     Action::apply, &apply_backlog},
    {'B', "protocol", "name", Group::network,
     "ascii, binary, or auto (default): whichever a\nconnection begins with", Action::apply,
     &apply_protocol},
    {'R', "max-reqs-per-event", "num", Group::network,
     "accepted (default: 20): connections take\nturns by octets here, not by requests",
     Action::apply, &apply_max_reqs},
    {'Z', "enable-ssl", "", Group::network,
     "speak TLS on TCP, with -o ssl_chain_cert=file;\n"
     "but not on addresses with notls: before them",
     Action::apply, &apply_enable_ssl},
    {'m', "memory-limit", "num", Group::memory, "memory for items, in megabytes (default: 64)",
     Action::apply, &apply_memory_limit},
    {'I', "max-item-size", "num", Group::memory,
     "the largest item, e.g. 512k (default: 1m);\nfrom 1k to 1024m, at most half of -m",
     Action::apply, &apply_max_item_size},
    {'M', "disable-evictions", "", Group::memory,
     "when memory is full, refuse new items,\nrather than forget old ones", Action::apply,
     &apply_disable_evictions},
    {'C', "disable-cas", "", Group::memory, "give items no CAS uniques", Action::apply,
     &apply_disable_cas},
    {'t', "threads", "num", Group::process, "threads that serve connections (default: 4)",
     Action::apply, &apply_threads},
    {'u', "user", "name", Group::process, "who to run as when started by root", Action::apply,
     &apply_user},
    {'v', "verbose", "", Group::process,
     "say on standard error where it listens and\n"
     "what goes wrong; -vv: connections as well",
     Action::apply, &apply_verbose},
    {'o', "extended", "list", Group::process,
     "with commas between several:\n"
     "no_maxconns_fast  let more than -c wait\n"
     "maxconns_fast     refuse them (default)\n"
     "idle_timeout=num  close who is silent so many\n"
     "  seconds (default: 0, nobody)\n"
     "track_sizes       answer stats sizes\n"
     "debugtime         let peers move the clock\n"
     "ssl_chain_cert=file  the certificates, in PEM\n"
     "ssl_key=file         the key, if not there\n"
     "ssl_keyformat=num    1: PEM (default), 2: DER\n"
     "ssl_ca_cert=file     who signs for clients\n"
     "ssl_verify_mode=num  0: nobody asks clients\n"
     "  (default), 1: they may, 2 and 3: they must\n"
     "ssl_ciphers=list     of TLS 1.2 and older\n"
     "ssl_min_version=num  1.num (default: 2)\n"
     "ssl_session_cache    let clients resume\n"
     "ssl_kernel_tls       let the kernel encrypt\n"
     "ssl_wbuf_size=num    accepted",
     Action::apply, &apply_extended},
    {'D', "", "char", Group::process,
     "count what is done to keys by what comes\n"
     "before this in them (see stats detail;\ndefault: off, and then by :)",
     Action::apply, &apply_prefix_delimiter},
    {'X', "disable-dumping", "", Group::process, "refuse stats cachedump and stats detail",
     Action::apply, &apply_disable_dumping},
    {'Y', "auth-file", "file", Group::process,
     "let in, in text alone, who knows a password\nof this file, which has user:password lines;\n"
     "SIGHUP: read it again",
     Action::apply, &apply_auth_file},
    {'S', "enable-sasl", "", Group::process, "let in, in binary alone, whom SASL admits",
     Action::apply, &apply_sasl},
    {'h', "help", "", Group::information, "print this and exit", Action::print_help, nullptr},
    {'V', "version", "", Group::information, "print the version and exit", Action::print_version,
     nullptr},
    unavailable('A', "enable-shutdown", ""),
    unavailable('d', "daemon", ""),
    unavailable('r', "enable-coredumps", ""),
    unavailable('k', "lock-memory", ""),
    unavailable('i', "license", ""),
    unavailable('P', "pidfile", "file"),
    unavailable('f', "slab-growth-factor", "num"),
    unavailable('n', "slab-min-size", "bytes"),
    unavailable('L', "enable-largepages", ""),
    unavailable('F', "disable-flush-all", ""),
    unavailable('W', "disable-watch", ""),
    unavailable('e', "memory-file", "file"),
    unavailable('N', "napi-ids", "num"),
});

}  // namespace

std::span<const OptionInfo> option_table() noexcept { return kTable; }

}  // namespace mcspec::config
