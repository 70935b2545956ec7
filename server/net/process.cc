#include "server/net/process.h"

#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace mcspec::net {

void ignore_broken_pipes() noexcept { std::signal(SIGPIPE, SIG_IGN); }

std::optional<NetworkError> allow_descriptors(std::uint32_t connection_count,
                                              std::uint32_t worker_count) {
  // Standard streams, listeners, the acceptor's and the spare one, with room to spare; each worker
  // has a reactor, a wakeup, and UDP sockets of its own.
  constexpr rlim_t kOwn = 64;
  const rlim_t needed = rlim_t{connection_count} + rlim_t{worker_count} * 4 + kOwn;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return cannot("ask for the file limit", errno);
  if (limit.rlim_cur >= needed) return std::nullopt;
  limit.rlim_cur = needed;
  if (limit.rlim_max < needed) limit.rlim_max = needed;
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return std::nullopt;
  return cannot("open " + std::to_string(needed) + " files, as -c " +
                    std::to_string(connection_count) +
                    " needs (ask for fewer connections, or start as root)",
                errno);
}

UserFault become_user(const std::string& user) noexcept {
  const passwd* const entry = getpwnam(user.c_str());
  if (entry == nullptr) return UserFault::unknown_user;
  // A process that may not change its groups has hardly any rights as it is.
  if (setgroups(0, nullptr) != 0 && errno != EPERM) return UserFault::refused;
  if (setgid(entry->pw_gid) != 0 || setuid(entry->pw_uid) != 0) return UserFault::refused;
  return UserFault::none;
}

bool is_root() noexcept { return getuid() == 0 || geteuid() == 0; }

}  // namespace mcspec::net
