#pragma once

#include <string>

#include "codec/request.h"

namespace mcspec::session {

/// A request that waits for the rest of its data block, on octets of its own. Exists only while a
/// peer is in the middle of a block, and grows with what has come of it, not with what was
/// announced; so it holds at most twice the largest item and one line.
struct Pending {
  std::string head;
  std::string value;
  codec::Request request;  ///< views into `head`
};

}  // namespace mcspec::session
