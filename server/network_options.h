#pragma once

#include "server/config/options.h"
#include "server/net/network.h"
#include "server/net/tls_context.h"
#include "server/session/server.h"

namespace mcspec {

/// What listeners speak that have no protocol of their own.
session::Negotiation usual_negotiation(const config::Options& options);

/// Where the command line has the server listen, and how. `tls`: null where it is not to be used.
net::NetworkOptions network_options(const config::Options& options, net::TlsContext* tls);

}  // namespace mcspec
