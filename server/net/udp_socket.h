#pragma once

#include <memory>

#include "server/base/connection_list.h"
#include "server/net/connection.h"
#include "server/net/reactor.h"
#include "server/session/server.h"

namespace mcspec::net {

/// A socket that datagrams come to, and one worker's share of them: each worker has one of its own
/// that stands for the same socket, and who is free takes the next. What the socket does not take
/// of a reply at once is lost, as any datagram may be, so that nothing is kept for anybody.
class UdpSocket final : public Channel {
 public:
  /// Requires: `server` and `list`, where it shows, outlive the socket, which does not block.
  UdpSocket(FileDescriptor socket, session::Server& server, base::ConnectionList& list,
            base::Instant now);

  /// Answers datagrams that have come; not so many that others wait.
  void serve(Turn& turn) noexcept;

 private:
  /// Datagrams in one turn.
  static constexpr int kDatagramsMax = 16;

  bool serve_one(Turn& turn) noexcept;

  session::Server& server_;
  base::ListedConnection listed_;
  std::unique_ptr<char[]> received_;
};

}  // namespace mcspec::net
