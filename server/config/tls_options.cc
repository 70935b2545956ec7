#include "server/config/tls_options.h"

#include <array>
#include <cstdint>

#include "server/config/number.h"

namespace mcspec::config {
namespace {

using base::TlsOptions;

constexpr std::string_view kFine;
constexpr std::string_view kNeedsFile = "ssl_chain_cert, ssl_key and ssl_ca_cert: expected a file";

std::string_view set_file(std::string& field, std::string_view value) {
  if (value.empty()) return kNeedsFile;
  field = value;
  return kFine;
}

std::string_view set_chain_cert(Options& options, std::string_view value) {
  return set_file(options.ssl.chain_cert, value);
}

std::string_view set_key(Options& options, std::string_view value) {
  return set_file(options.ssl.key, value);
}

std::string_view set_ca_cert(Options& options, std::string_view value) {
  return set_file(options.ssl.ca_cert, value);
}

std::string_view set_verify_mode(Options& options, std::string_view value) {
  const auto mode = read_number<std::uint8_t>(value, 0, 3);
  if (!mode) return "ssl_verify_mode: expected 0 (none), 1 (request), 2 (require) or 3 (once)";
  options.ssl.verify_mode = static_cast<TlsOptions::VerifyMode>(*mode);
  return kFine;
}

std::string_view set_key_format(Options& options, std::string_view value) {
  const auto format = read_number<std::uint8_t>(value, 1, 2);
  if (!format) return "ssl_keyformat: expected 1 (PEM) or 2 (DER)";
  options.ssl.key_format = static_cast<TlsOptions::KeyFormat>(*format);
  return kFine;
}

std::string_view set_ciphers(Options& options, std::string_view value) {
  if (value.empty()) return "ssl_ciphers: expected names as OpenSSL lists them";
  options.ssl.ciphers = value;
  return kFine;
}

std::string_view set_wbuf_size(Options& options, std::string_view value) {
  const auto kilobytes = read_number<std::uint32_t>(value, 1, 65536);
  if (!kilobytes) return "ssl_wbuf_size: expected kilobytes, from 1 to 65536";
  options.ssl.wbuf_size = *kilobytes * 1024;
  return kFine;
}

std::string_view set_session_cache(Options& options, std::string_view) {
  options.ssl.session_cache = true;
  return kFine;
}

std::string_view set_kernel_tls(Options& options, std::string_view) {
  options.ssl.kernel_tls = true;
  return kFine;
}

std::string_view set_min_version(Options& options, std::string_view value) {
  const auto version = read_number<std::uint8_t>(value, 0, 3);
  if (!version) return "ssl_min_version: expected 0 (1.0), 1 (1.1), 2 (1.2) or 3 (1.3)";
  options.ssl.min_version = static_cast<TlsOptions::MinVersion>(*version);
  return kFine;
}

struct TlsOption {
  std::string_view name;
  std::string_view (*apply)(Options& options, std::string_view value);
};

constexpr auto kTable = std::to_array<TlsOption>({
    {"ssl_chain_cert", &set_chain_cert},
    {"ssl_key", &set_key},
    {"ssl_verify_mode", &set_verify_mode},
    {"ssl_keyformat", &set_key_format},
    {"ssl_ciphers", &set_ciphers},
    {"ssl_ca_cert", &set_ca_cert},
    {"ssl_wbuf_size", &set_wbuf_size},
    {"ssl_session_cache", &set_session_cache},
    {"ssl_kernel_tls", &set_kernel_tls},
    {"ssl_min_version", &set_min_version},
});

}  // namespace

std::optional<std::string_view> apply_tls_option(Options& options, std::string_view name,
                                                 std::string_view value) {
  for (const TlsOption& known : kTable) {
    if (known.name == name) return known.apply(options, value);
  }
  return std::nullopt;
}

}  // namespace mcspec::config
