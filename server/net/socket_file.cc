#include "server/net/socket_file.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace mcspec::net {
namespace {

/// Whether a server accepts connections on the socket file.
bool is_answered(const sockaddr_un& name) {
  const FileDescriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (connect(probe.number(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0) {
    return true;
  }
  // A server whose backlog is full answers later.
  return errno == EAGAIN;
}

/// Takes a socket file away that a server has left behind. Why it is not to be replaced.
std::optional<NetworkError> make_way(const std::string& path, const sockaddr_un& name) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return std::nullopt;
  if (!S_ISSOCK(found.st_mode)) {
    return NetworkError{"cannot listen on " + path + ": it exists and is not a socket"};
  }
  if (is_answered(name)) {
    return NetworkError{"cannot listen on " + path + ": another server does"};
  }
  if (unlink(path.c_str()) != 0) return cannot("replace " + path, errno);
  return std::nullopt;
}

}  // namespace

SocketFile::~SocketFile() {
  if (path_.empty()) return;
  struct stat found {};
  if (lstat(path_.c_str(), &found) != 0) return;
  if (found.st_dev == device_ && found.st_ino == number_) unlink(path_.c_str());
}

std::variant<SocketFile, NetworkError> bind_socket_file(const FileDescriptor& socket,
                                                        const UnixAddress& address) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (address.path.size() >= sizeof(name.sun_path)) {
    return cannot("listen on " + address.path, ENAMETOOLONG);
  }
  std::memcpy(name.sun_path, address.path.data(), address.path.size());
  if (auto obstacle = make_way(address.path, name)) return *std::move(obstacle);

  const mode_t umask_before = umask(~address.mode & 0777);
  const int status = bind(socket.number(), reinterpret_cast<const sockaddr*>(&name), sizeof(name));
  const int error = errno;
  umask(umask_before);
  if (status != 0) return cannot("listen on " + address.path, error);

  struct stat made {};
  if (lstat(address.path.c_str(), &made) != 0) return cannot("find " + address.path, errno);
  return SocketFile(address.path, made.st_dev, made.st_ino);
}

}  // namespace mcspec::net
