#include "server/tests/client.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace mcspec::tests {
namespace {

net::FileDescriptor open_socket(int family) {
  net::FileDescriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval deadline{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof(deadline));
  setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof(deadline));
  return socket;
}

template <class Name>
bool connect_to(const net::FileDescriptor& socket, const Name& name) {
  return connect(socket.number(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0;
}

}  // namespace

Client::Client(std::uint16_t port) : socket_(open_socket(AF_INET)) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  is_connected_ = connect_to(socket_, name);
}

Client::Client(const std::string& path) : socket_(open_socket(AF_UNIX)) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::snprintf(name.sun_path, sizeof(name.sun_path), "%s", path.c_str());
  is_connected_ = connect_to(socket_, name);
}

bool Client::send(std::string_view octets) const {
  while (!octets.empty()) {
    const ssize_t sent = ::send(number(), octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string Client::receive(std::size_t size) const {
  std::string octets(size, '\0');
  std::size_t received = 0;
  while (received < size) {
    const ssize_t some = recv(number(), octets.data() + received, size - received, 0);
    if (some <= 0) break;
    received += static_cast<std::size_t>(some);
  }
  octets.resize(received);
  return octets;
}

std::string Client::receive_line() const {
  std::string line;
  while (!line.ends_with('\n')) {
    const std::string octet = receive(1);
    if (octet.empty()) break;
    line += octet;
  }
  return line;
}

std::string Client::receive_all(bool* was_reset) const {
  std::string all;
  std::string some(65'536, '\0');
  while (true) {
    const ssize_t size = recv(number(), some.data(), some.size(), 0);
    if (size <= 0) {
      if (was_reset != nullptr) *was_reset = size < 0;
      return all;
    }
    all.append(some, 0, static_cast<std::size_t>(size));
  }
}

std::string Client::ask(std::string_view line) const {
  if (!send(std::string(line) + "\r\n")) return "not sent";
  std::string reply = receive_line();
  reply.resize(reply.size() - std::min<std::size_t>(reply.size(), 2));
  return reply;
}

void Client::finish() const { shutdown(number(), SHUT_WR); }

}  // namespace mcspec::tests
