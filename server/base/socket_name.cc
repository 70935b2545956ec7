#include "server/base/socket_name.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <string_view>

namespace mcspec::base {
namespace {

constexpr std::string_view kNameless = "?:<AF 0>";

/// The address as the system gives it, copied out of it by its kind.
template <class Address>
Address address_as(const sockaddr_storage& storage) {
  Address address{};
  std::memcpy(&address, &storage, sizeof(address));
  return address;
}

std::string numeric(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, address, text.data(), text.size());
  return text.data();
}

std::string text_of(const sockaddr_storage& storage, bool is_udp) {
  if (storage.ss_family == AF_INET) {
    const auto address = address_as<sockaddr_in>(storage);
    return (is_udp ? "udp:" : "tcp:") + numeric(AF_INET, &address.sin_addr) + ":" +
           std::to_string(ntohs(address.sin_port));
  }
  if (storage.ss_family == AF_INET6) {
    const auto address = address_as<sockaddr_in6>(storage);
    return (is_udp ? "udp6:[" : "tcp6:[") + numeric(AF_INET6, &address.sin6_addr) +
           "]:" + std::to_string(ntohs(address.sin6_port));
  }
  const auto address = address_as<sockaddr_un>(storage);
  if (storage.ss_family != AF_UNIX || address.sun_path[0] == '\0') return std::string(kNameless);
  return "unix:" +
         std::string(address.sun_path, strnlen(address.sun_path, sizeof(address.sun_path)));
}

template <class Ask>
std::string name_of(int descriptor, Ask ask) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (ask(descriptor, reinterpret_cast<sockaddr*>(&storage), &size) != 0) {
    return std::string(kNameless);
  }
  int type = SOCK_STREAM;
  socklen_t type_size = sizeof(type);
  getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &type_size);
  return text_of(storage, type == SOCK_DGRAM);
}

}  // namespace

std::string local_name(int descriptor) { return name_of(descriptor, &getsockname); }

std::string peer_name(int descriptor) { return name_of(descriptor, &getpeername); }

}  // namespace mcspec::base
