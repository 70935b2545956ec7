#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <variant>

#include "server/net/file_descriptor.h"
#include "server/net/network_error.h"

namespace mcspec::net {

/// Where to listen on the machine itself.
struct UnixAddress {
  std::string path;
  mode_t mode = 0700;  ///< access to the socket file
};

/// The file of a unix socket that listens; takes it away in the end, if it is still the same.
class SocketFile {
 public:
  /// None.
  SocketFile() noexcept = default;
  SocketFile(std::string path, dev_t device, ino_t number) noexcept
      : path_(std::move(path)), device_(device), number_(number) {}
  SocketFile(SocketFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), device_(other.device_), number_(other.number_) {}
  SocketFile& operator=(SocketFile&&) = delete;
  ~SocketFile();

 private:
  std::string path_;
  dev_t device_ = 0;
  ino_t number_ = 0;
};

/// Binds an unbound unix socket to a new file. A socket file that nobody answers on is replaced;
/// nothing else that exists is. Not safe while other threads create files, as access to the file
/// is set by the umask.
std::variant<SocketFile, NetworkError> bind_socket_file(const FileDescriptor& socket,
                                                        const UnixAddress& address);

}  // namespace mcspec::net
