#include "server/tests/torture/malformed.h"

#include "server/tests/torture/encode.h"

namespace mcspec::tests::torture {
namespace {

/// Octets of a key that is too long by one.
const std::string& long_key() {
  static const std::string key(251, 'l');
  return key;
}

constexpr std::uint8_t kUnknownOpcode = 0x7f;
constexpr std::uint8_t kGet = 0x00;
constexpr std::uint8_t kSet = 0x01;
constexpr std::uint8_t kIncrement = 0x05;
constexpr std::uint8_t kNoop = 0x0a;

std::string malformed_classic(Strictness strictness, Random& random) {
  switch (random.below(strictness == Strictness::mcspecd ? 12 : 7)) {
    case 0:
      return "torture me gently\r\n";
    case 1:
      return "delete " + long_key() + "\r\n";
    case 2:
      return "set broken 0 0 5\r\nhelloXY";
    case 3:
      return "incr broken abc\r\n";
    case 4:
      return "touch broken abc\r\n";
    case 5:
      return "gats abc broken\r\n";
    case 6:
      return "set broken 0 0 -1\r\n";
    case 7:
      return "set broken abc 0 5\r\nhello\r\n";
    case 8:
      return "set " + long_key() + " 0 0 5\r\nhello\r\n";
    case 9:
      return "get a b " + long_key() + "\r\n";
    case 10:
      return "cas broken 0 0 7 x\r\nget\r\nxx\r\n";
    default:
      return "incr broken\r\n";
  }
}

std::string malformed_meta(Strictness strictness, Random& random) {
  switch (random.below(strictness == Strictness::mcspecd ? 7 : 6)) {
    case 0:
      return "mg " + long_key() + " v\r\n";
    case 1:
      return "mg broken !\r\n";
    case 2:
      return "ms broken abc\r\n";
    case 3:
      return "ms broken 5\r\nhelloXY";
    case 4:
      return "md " + long_key() + "\r\n";
    case 5:
      return "ma broken Dabc\r\n";
    default:
      return "ms broken 6 !\r\nmg b\r\n\r\n";
  }
}

}  // namespace

std::string malformed(Wire wire, Strictness strictness, std::uint32_t opaque, Random& random) {
  switch (wire) {
    case Wire::classic:
      return malformed_classic(strictness, random);
    case Wire::meta:
      return malformed_meta(strictness, random);
    case Wire::binary:
      break;
  }
  const bool has_body = strictness == Strictness::mcspecd && random.once_in(2);
  return packet(kUnknownOpcode, "", has_body ? "key" : "", has_body ? "and a value" : "", opaque);
}

std::string fatally_malformed(bool binary, Strictness strictness, Random& random) {
  if (!binary) return std::string(20'000, 'a');
  switch (random.below(strictness == Strictness::mcspecd ? 7 : 6)) {
    case 0:
      return packet(kGet, "", long_key(), "");
    case 1:
      return packet(kSet, "four", "broken", "value");
    case 2:
      return packet(kNoop, "", "key", "");
    case 3:
      return packet(kGet, "", "", "");
    case 4:
      return packet(kIncrement, "12345678", "broken", "");
    case 5:
      // Behind another packet: a connection that begins so speaks text.
      return packet(kNoop, "", "", "") + packet(kGet, "", "broken", "").replace(0, 1, "U");
    default:
      return packet(kGet, "", "broken", "").replace(2, 2, "\x7f\x7f");
  }
}

}  // namespace mcspec::tests::torture
