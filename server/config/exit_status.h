#pragma once

#include <sysexits.h>

namespace mcspec::config {

/// How the server ends. Source: memcached.c, which ends with the same.
inline constexpr int kExitOk = EX_OK;            ///< asked to stop, or to print something
inline constexpr int kExitUsage = EX_USAGE;      ///< 64: the command line makes no sense
inline constexpr int kExitNoInput = EX_NOINPUT;  ///< 66: a file that was named cannot be read
inline constexpr int kExitNoUser = EX_NOUSER;    ///< 67: there is no user of that name
inline constexpr int kExitSystem = EX_OSERR;     ///< 71: the system refused something needed

}  // namespace mcspec::config
