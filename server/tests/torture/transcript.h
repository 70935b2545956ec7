#pragma once

#include <string>

#include "codec/bytes.h"

namespace mcspec::tests::torture {

/// The last octets that went one way.
class Transcript {
 public:
  void add(codec::Bytes octets);

  /// The last ones in C's notation.
  std::string text() const;

 private:
  std::string octets_;
};

}  // namespace mcspec::tests::torture
