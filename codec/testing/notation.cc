#include "codec/testing/notation.h"

#include <cstddef>

#include "codec/number.h"

namespace mcspec::codec::testing {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

/// Octets that a notation may stand for at most, so that a mistyped repetition is an error.
constexpr std::size_t kRepetitionMax = 4'000'000;

constexpr std::size_t kRunSizeMax = 16;

std::optional<unsigned> hex_digit(char digit) {
  const std::size_t value = kHexDigits.find(digit);
  if (value == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(value);
}

/// Takes two hexadecimal digits off the front of `text`.
std::optional<char> take_hex_octet(std::string_view& text) {
  if (text.size() < 2) return std::nullopt;
  const auto high = hex_digit(text[0]);
  const auto low = hex_digit(text[1]);
  if (!high || !low) return std::nullopt;
  text.remove_prefix(2);
  return static_cast<char>(*high << 4 | *low);
}

/// Takes what stands behind a backslash off the front of `text`.
std::optional<char> take_escape(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const char code = text.front();
  text.remove_prefix(1);
  switch (code) {
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '0':
      return '\0';
    case 'x':
      return take_hex_octet(text);
    case '\\':
    case '{':
    case '<':
      return code;
    default:
      return std::nullopt;
  }
}

/// Takes `x<count>}` off the front of `text`.
std::optional<std::size_t> take_repetition(std::string_view& text) {
  const std::size_t end = text.find('}');
  if (end == std::string_view::npos || !text.starts_with('x')) return std::nullopt;
  const auto count = parse_decimal<std::size_t>(text.substr(1, end - 1), policy::k64Bit);
  if (!count || *count == 0 || *count > kRepetitionMax) return std::nullopt;
  text.remove_prefix(end + 1);
  return count;
}

/// Takes hexadecimal octets and the `>` behind them off the front of `text`.
bool take_hex_group(std::string_view& text, std::string& octets) {
  while (!text.empty() && text.front() != '>') {
    if (text.front() == ' ') {
      text.remove_prefix(1);
      continue;
    }
    const auto octet = take_hex_octet(text);
    if (!octet) return false;
    octets += *octet;
  }
  if (text.empty()) return false;
  text.remove_prefix(1);
  return true;
}

void print_octet(std::string& text, char octet) {
  const auto value = static_cast<unsigned char>(octet);
  switch (octet) {
    case '\r':
      text += "\\r";
      return;
    case '\n':
      text += "\\n";
      return;
    case '\t':
      text += "\\t";
      return;
    case '\0':
      text += "\\0";
      return;
    case '\\':
    case '{':
    case '<':
      text += '\\';
      text += octet;
      return;
    default:
      break;
  }
  if (value > ' ' && value < 0x7f && octet != ';' && octet != ']') {
    text += octet;
    return;
  }
  text += "\\x";
  text += print_hex(Bytes(&octet, 1));
}

}  // namespace

std::optional<std::string> parse_octets(std::string_view text) {
  std::string octets;
  bool repeatable = false;
  while (!text.empty()) {
    const char code = text.front();
    text.remove_prefix(1);
    if (code == '{') {
      const auto count = take_repetition(text);
      if (!count || !repeatable) return std::nullopt;
      octets.append(*count - 1, octets.back());
      repeatable = false;
    } else if (code == '<') {
      if (!take_hex_group(text, octets)) return std::nullopt;
      repeatable = false;
    } else if (code == '\\') {
      const auto octet = take_escape(text);
      if (!octet) return std::nullopt;
      octets += *octet;
      repeatable = true;
    } else {
      octets += code;
      repeatable = true;
    }
  }
  return octets;
}

std::string print_octets(Bytes octets) {
  std::string text;
  while (!octets.empty()) {
    std::size_t run = octets.find_first_not_of(octets.front());
    if (run == Bytes::npos) run = octets.size();
    if (run > kRunSizeMax) {
      print_octet(text, octets.front());
      text += "{x" + std::to_string(run) + "}";
    } else {
      for (std::size_t at = 0; at < run; ++at) print_octet(text, octets.front());
    }
    octets.remove_prefix(run);
  }
  return text;
}

std::string print_hex(Bytes octets) {
  std::string text;
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    text += kHexDigits[value >> 4];
    text += kHexDigits[value & 0x0f];
  }
  return text;
}

}  // namespace mcspec::codec::testing
