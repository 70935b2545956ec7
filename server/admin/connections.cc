#include "server/admin/connections.h"

#include <algorithm>
#include <map>
#include <string>

#include "server/admin/lister.h"
#include "server/base/socket_name.h"

namespace mcspec::admin {
namespace {

using base::ConnectionState;

std::string to_text(ConnectionState state) {
  switch (state) {
    case ConnectionState::listening:
      return "conn_listening";
    case ConnectionState::datagrams:
    case ConnectionState::reading:
      return "conn_read";
    case ConnectionState::working:
      return "conn_parse_cmd";
    case ConnectionState::sending:
      return "conn_mwrite";
    case ConnectionState::yielding:
      return "conn_new_cmd";
    case ConnectionState::closing:
      return "conn_closing";
  }
  return {};
}

base::StatisticList describe(const base::ListedConnection& connection, base::Instant now) {
  const int descriptor = connection.descriptor();
  const ConnectionState state = connection.state();
  Lister out(std::to_string(descriptor) + ":");
  if (state == ConnectionState::listening || state == ConnectionState::datagrams) {
    out.add("addr", base::local_name(descriptor));
  } else {
    out.add("addr", base::peer_name(descriptor));
    out.add("listen_addr", base::local_name(descriptor));
  }
  out.add("state", to_text(state));
  out.add("secs_since_last_cmd", now - std::min(now, connection.last_input()));
  return out.take();
}

}  // namespace

base::StatisticList list_connections(const base::ConnectionList& connections, base::Instant now) {
  std::map<int, base::StatisticList> described;
  connections.for_each([&](const base::ListedConnection& connection) {
    described.emplace(connection.descriptor(), describe(connection, now));
  });
  base::StatisticList list;
  for (auto& [descriptor, statistics] : described) {
    std::move(statistics.begin(), statistics.end(), std::back_inserter(list));
  }
  return list;
}

}  // namespace mcspec::admin
