#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "codec/request_stream.h"
#include "server/base/clock.h"
#include "server/base/output.h"
#include "server/dialect/dialect.h"
#include "server/session/pending.h"
#include "server/session/sasl_login.h"
#include "server/session/server.h"
#include "server/session/text_login.h"

namespace mcspec::session {

using base::Output;

/// One peer's conversation with the server: octets in, octets out, no socket, and no clock but the
/// one that a peer may move. Holds no buffer while nothing is half received. Not thread-safe;
/// sessions of one Server may run on many threads.
class Session {
 public:
  /// Requires: `server` outlives the session; the dialects are those that its logins allow.
  Session(Server& server, codec::Negotiation negotiation) noexcept;
  explicit Session(Server& server) noexcept : Session(server, server.negotiation) {}

  /// Takes what it can of `input`, appends the replies to `output`, and returns how many octets
  /// it used up. The caller keeps the rest, and offers it again with what has come since; when
  /// this has stopped because the output is full, as soon as that has been sent, even if the
  /// rest is empty or has not grown. Requires: not wants_close().
  std::size_t receive(std::string_view input, base::Instant now, Output& output) noexcept;

  /// Nothing more is taken: what is in the output is to be sent, and the connection closed.
  bool wants_close() const noexcept { return closing_; }

 private:
  /// Octets of the present request and its block while all of them lie in the input.
  struct Block {
    bool open = false;
    std::string_view head;
    std::string_view value;
    std::uint32_t size = 0;
    engine::Verdict admitted = engine::Verdict::stored;
  };

  bool may_look_ahead() const noexcept;
  bool on_head(std::string_view head, base::Instant& now, Output& output) noexcept;
  void open_block(std::string_view head, std::uint32_t size) noexcept;
  void on_data(std::string_view chunk) noexcept;
  void on_data_end(bool terminated, base::Instant now, Output& output) noexcept;
  void on_rejected(Output& output) noexcept;
  void put_aside() noexcept;
  void send_statistics(base::Instant now, Output& output) noexcept;
  void refresh_certificates(Output& output) noexcept;
  void move_clock(base::Instant& now, Output& output) noexcept;

  Server& server_;
  codec::RequestStream stream_;
  Block block_;
  std::unique_ptr<Pending> pending_;
  std::unique_ptr<TextLogin> text_login_;  ///< until the peer is let in; null where all are
  std::unique_ptr<SaslLogin> sasl_login_;  ///< null where all are let in
  std::size_t progress_ = 0;
  bool closing_ = false;
};

}  // namespace mcspec::session
