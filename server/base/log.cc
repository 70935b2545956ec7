#include "server/base/log.h"

#include <sys/uio.h>
#include <unistd.h>

#include <array>

namespace mcspec::base {

void Log::write(std::uint32_t level, std::string_view message) noexcept {
  if (level > this->level()) return;
  // One system call, so that lines of several threads do not mix. Nothing can be done about a
  // failure, as this is where it would be told.
  char line_break = '\n';
  const std::array<iovec, 2> parts = {{
      {const_cast<char*>(message.data()), message.size()},
      {&line_break, 1},
  }};
  [[maybe_unused]] const auto written =
      writev(STDERR_FILENO, parts.data(), static_cast<int>(parts.size()));
}

}  // namespace mcspec::base
