#pragma once

// SASL for tests: one user, `ann@realm`, whose password is `secret`, and no mechanism but PLAIN.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "server/auth/sasl.h"
#include "server/base/log.h"

namespace mcspec::auth {

/// What a client sends to be ann.
inline const std::string kAnnsData{"\0ann@realm\0secret", 17};

/// Starts SASL for the process that the test runs in; true if it is there.
inline bool start_sasl_for_test() {
  static base::Log log;
  static const bool started = [] {
    const std::filesystem::path folder = testing::TempDir() + "sasl-" + std::to_string(getpid());
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "memcached.conf") << "mech_list: plain\n";
    std::ofstream(folder / "users") << "ann@realm:secret\n";
    setenv("SASL_CONF_PATH", folder.c_str(), 1);
    return !start_sasl(folder / "users", log);
  }();
  return started;
}

}  // namespace mcspec::auth
