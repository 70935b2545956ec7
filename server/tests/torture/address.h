#pragma once

#include <cstdint>
#include <string>

#include "server/net/file_descriptor.h"

namespace mcspec::tests::torture {

/// Where the server listens.
struct Address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
};

/// Connects and sends small pieces at once. A closed descriptor if it cannot.
net::FileDescriptor connect_to(const Address& address);

}  // namespace mcspec::tests::torture
