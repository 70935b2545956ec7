#pragma once

#include <cstddef>
#include <string_view>

#include "codec/classic/authentication.h"
#include "server/base/output.h"
#include "server/session/server.h"

namespace mcspec::session {

/// What a connection says before it is let in, where -Y asks for a password. One a connection.
class TextLogin {
 public:
  /// Requires: `server` outlives this, and has users.
  explicit TextLogin(Server& server) noexcept : server_(server), stream_(server.limits) {}

  /// Like Session::receive; takes nothing behind an attempt that lets the peer in.
  std::size_t receive(std::string_view input, base::Output& output) noexcept;

  bool is_admitted() const noexcept { return admitted_; }

  /// Nothing more is taken, and the connection is to be closed.
  bool wants_close() const noexcept { return closing_; }

 private:
  void judge(base::Output& output) noexcept;

  Server& server_;
  codec::classic::AuthenticationStream stream_;
  bool admitted_ = false;
  bool closing_ = false;
};

}  // namespace mcspec::session
