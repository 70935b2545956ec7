#include "server/tests/torture/transcript.h"

#include <algorithm>

namespace mcspec::tests::torture {
namespace {

constexpr std::size_t kShownMax = 320;
constexpr std::size_t kKeptMax = 16 * kShownMax;

codec::Bytes last(codec::Bytes octets) {
  return octets.substr(octets.size() - std::min(octets.size(), kShownMax));
}

void append_escaped(char octet, std::string& out) {
  constexpr codec::Bytes kDigits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(octet);
  if (octet == '\r') {
    out += "\\r";
  } else if (octet == '\n') {
    out += "\\n";
  } else if (code >= 0x20 && code < 0x7f && octet != '\\') {
    out += octet;
  } else {
    out.append("\\x").append(1, kDigits[code >> 4]).append(1, kDigits[code & 15]);
  }
}

}  // namespace

void Transcript::add(codec::Bytes octets) {
  octets_.append(last(octets));
  if (octets_.size() > kKeptMax) octets_ = last(octets_);
}

std::string Transcript::text() const {
  std::string text;
  for (const char octet : last(octets_)) append_escaped(octet, text);
  return text;
}

}  // namespace mcspec::tests::torture
