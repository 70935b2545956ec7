#pragma once

#include <memory>
#include <string_view>

#include "codec/request.h"
#include "codec/request_stream.h"
#include "server/auth/sasl.h"
#include "server/base/output.h"
#include "server/session/server.h"

namespace mcspec::session {

/// Who a connection is, where -S asks for that. One a connection; nobody is let in at first.
class SaslLogin {
 public:
  /// Requires: `server` outlives this.
  explicit SaslLogin(Server& server) noexcept : server_(server) {}

  bool is_admitted() const noexcept { return admitted_; }

  /// Whether a packet may be performed, or told what is wrong with it.
  bool passes(const codec::Request& request) const noexcept;
  bool passes(const codec::Rejection& rejection) const noexcept;

  /// Whether the value of a SASL packet is worth having; it is refused at once else.
  /// Requires: dialect::as_sasl(request).
  bool wants_value(const codec::Request& request) const noexcept;

  /// Performs a SASL packet whose value is over, and replies. Each of them, whatever it says, ends
  /// that the peer is authenticated. Requires: dialect::as_sasl(request).
  /// Source: memcached 1.6.45, proto_bin.c, init_sasl_conn and process_bin_complete_sasl_auth.
  void perform(const codec::Request& request, std::string_view value,
               base::Output& output) noexcept;

 private:
  auth::SaslExchange& exchange() noexcept;
  auth::SaslExchange::Outcome attempt(const codec::binary::Packet& packet,
                                      std::string_view value) noexcept;

  Server& server_;
  std::unique_ptr<auth::SaslExchange> exchange_;
  bool admitted_ = false;
};

}  // namespace mcspec::session
