#include "server/config/settings.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace mcspec::config {
namespace {

std::string to_text(bool value) { return value ? "yes" : "no"; }
std::string to_text(std::uint64_t value) { return std::to_string(value); }
std::string to_text(std::int32_t value) { return std::to_string(value); }

std::string to_octal(mode_t mode) {
  std::array<char, 16> text;
  std::snprintf(text.data(), text.size(), "%o", static_cast<unsigned>(mode));
  return text.data();
}

std::string to_text(Protocol protocol) {
  switch (protocol) {
    case Protocol::negotiated:
      return "auto-negotiate";
    case Protocol::ascii:
      return "ascii";
    case Protocol::binary:
      return "binary";
  }
  return {};
}

std::string or_else(const std::string& text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : text;
}

/// The number that OpenSSL, and so memcached, has for a mode. Source: OpenSSL's ssl.h,
/// SSL_VERIFY_*.
int to_openssl(base::TlsOptions::VerifyMode mode) {
  switch (mode) {
    case base::TlsOptions::VerifyMode::none:
      return 0;
    case base::TlsOptions::VerifyMode::request:
      return 1;
    case base::TlsOptions::VerifyMode::require:
      return 3;
    case base::TlsOptions::VerifyMode::once:
      return 7;
  }
  return 0;
}

/// The addresses of -l; `NULL` if there are none.
std::string list_interfaces(const Options& options) {
  if (options.listen.empty()) return "NULL";
  std::string text;
  for (const ListenAddress& address : options.listen) {
    if (!text.empty()) text += ',';
    const bool is_ipv6 = address.host.find(':') != std::string::npos;
    text.append(is_ipv6 ? "[" : "").append(address.host.empty() ? "*" : address.host);
    text.append(is_ipv6 ? "]" : "");
    if (address.port != 0) text.append(":").append(std::to_string(address.port));
  }
  return text;
}

/// One line of `stats settings`.
struct Setting {
  std::string_view name;
  std::string_view constant;  ///< of what cannot be chosen, or of a part that is not here
  std::string (*text)(const Options& options) = nullptr;  ///< of an option, instead of a constant
};

// Source: memcached.c, which counts -v up to this.
constexpr std::uint32_t kVerbosityMax = 2;

// As memcached 1.6.45 with TLS and SASL and without extstore lists them: what belongs to a part
// that is not here is shown as by a memcached where it is turned off.
constexpr auto kSettings = std::to_array<Setting>({
    {"maxbytes",
     {},
     [](const Options& options) -> std::string { return to_text(options.memory_limit); }},
    {"maxconns",
     {},
     [](const Options& options) -> std::string {
       return to_text(std::uint64_t{options.conn_limit});
     }},
    {"tcpport", {}, [](const Options& options) -> std::string { return to_text(options.port); }},
    {"udpport",
     {},
     [](const Options& options) -> std::string { return to_text(options.udp_port); }},
    {"inter", {}, [](const Options& options) -> std::string { return list_interfaces(options); }},
    {"verbosity",
     {},
     [](const Options& options) -> std::string {
       return to_text(std::uint64_t{std::min(options.verbose, kVerbosityMax)});
     }},
    {"oldest", "0"},
    {"evictions",
     {},
     [](const Options& options) -> std::string {
       return options.disable_evictions ? "off" : "on";
     }},
    {"domain_socket",
     {},
     [](const Options& options) -> std::string {
       return options.unix_socket.empty() ? "NULL" : options.unix_socket;
     }},
    {"umask",
     {},
     [](const Options& options) -> std::string { return to_octal(options.unix_mask); }},
    {"shutdown_command", "no"},
    {"growth_factor", "1.25"},
    {"chunk_size", "48"},
    {"num_threads",
     {},
     [](const Options& options) -> std::string { return to_text(std::uint64_t{options.threads}); }},
    {"num_threads_per_udp",
     {},
     [](const Options& options) -> std::string { return to_text(std::uint64_t{options.threads}); }},
    {"stat_key_prefix",
     {},
     [](const Options& options) -> std::string {
       return std::string(1, options.prefix_delimiter);
     }},
    {"detail_enabled",
     {},
     [](const Options& options) -> std::string { return to_text(options.detail_enabled); }},
    {"reqs_per_event",
     {},
     [](const Options& options) -> std::string {
       return to_text(std::uint64_t{options.max_reqs_per_event});
     }},
    {"cas_enabled",
     {},
     [](const Options& options) -> std::string { return to_text(!options.disable_cas); }},
    {"tcp_backlog",
     {},
     [](const Options& options) -> std::string { return to_text(options.listen_backlog); }},
    {"binding_protocol",
     {},
     [](const Options& options) -> std::string { return to_text(options.protocol); }},
    {"auth_enabled_sasl",
     {},
     [](const Options& options) -> std::string { return to_text(options.sasl); }},
    {"auth_enabled_ascii",
     {},
     [](const Options& options)
         -> std::string { return options.auth_file.empty() ? "no" : options.auth_file; }},
    {"item_size_max",
     {},
     [](const Options& options) -> std::string { return to_text(options.max_item_size); }},
    {"maxconns_fast",
     {},
     [](const Options& options) -> std::string { return to_text(options.maxconns_fast); }},
    {"hashpower_init", "0"},
    {"slab_reassign", "no"},
    {"slab_automove", "0"},
    {"slab_automove_ratio", "0.80"},
    {"slab_automove_window", "10"},
    {"slab_chunk_max", "524288"},
    {"lru_crawler", "no"},
    {"lru_crawler_sleep", "100"},
    {"lru_crawler_tocrawl", "0"},
    {"tail_repair_time", "0"},
    {"flush_enabled", "yes"},
    {"dump_enabled",
     {},
     [](const Options& options) -> std::string { return to_text(!options.disable_dumping); }},
    {"hash_algorithm", "xxh3"},
    {"lru_maintainer_thread", "no"},
    {"lru_segmented", "no"},
    {"hot_lru_pct", "20"},
    {"warm_lru_pct", "40"},
    {"hot_max_factor", "0.20"},
    {"warm_max_factor", "2.00"},
    {"temp_lru", "no"},
    {"temporary_ttl", "61"},
    {"idle_timeout",
     {},
     [](const Options& options)
         -> std::string { return to_text(std::uint64_t{options.idle_timeout}); }},
    {"watcher_logbuf_size", "262144"},
    {"worker_logbuf_size", "65536"},
    {"read_buf_mem_limit", "0"},
    {"track_sizes",
     {},
     [](const Options& options) -> std::string { return to_text(options.track_sizes); }},
    {"inline_ascii_response", "no"},
    {"ssl_enabled",
     {},
     [](const Options& options) -> std::string { return to_text(options.enable_ssl); }},
    {"ssl_chain_cert",
     {},
     [](const Options& options)
         -> std::string { return or_else(options.ssl.chain_cert, "(null)"); }},
    {"ssl_key",
     {},
     [](const Options& options) -> std::string { return or_else(options.ssl.key, "(null)"); }},
    {"ssl_verify_mode",
     {},
     [](const Options& options)
         -> std::string { return std::to_string(to_openssl(options.ssl.verify_mode)); }},
    {"ssl_keyformat",
     {},
     [](const Options& options)
         -> std::string { return std::to_string(static_cast<int>(options.ssl.key_format)); }},
    {"ssl_ciphers",
     {},
     [](const Options& options) -> std::string { return or_else(options.ssl.ciphers, "NULL"); }},
    {"ssl_ca_cert",
     {},
     [](const Options& options) -> std::string { return or_else(options.ssl.ca_cert, "NULL"); }},
    {"ssl_wbuf_size",
     {},
     [](const Options& options) -> std::string { return std::to_string(options.ssl.wbuf_size); }},
    {"ssl_session_cache",
     {},
     [](const Options& options) -> std::string { return to_text(options.ssl.session_cache); }},
    {"ssl_kernel_tls",
     {},
     [](const Options& options) -> std::string { return to_text(options.ssl.kernel_tls); }},
    {"ssl_min_version",
     {},
     [](const Options& options) -> std::
                                    string {
                                      return "tlsv1." + std::to_string(static_cast<int>(
                                                            options.ssl.min_version));
                                    }},
    {"num_napi_ids", "0"},
    {"memory_file", "(null)"},
    {"client_flags_size", "4"},
});

}  // namespace

base::StatisticList list_settings(const Options& options) {
  base::StatisticList list;
  for (const Setting& setting : kSettings) {
    list.emplace_back(setting.name, setting.text == nullptr ? std::string(setting.constant)
                                                            : setting.text(options));
  }
  return list;
}

}  // namespace mcspec::config
