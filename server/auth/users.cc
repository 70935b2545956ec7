#include "server/auth/users.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

namespace mcspec::auth {
namespace {

constexpr std::size_t kLineSizeMax = 255;

bool equal(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace

std::variant<Users, BadLine> Users::read(std::string_view text, PasswordEnd end) {
  Users users;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t line_end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, line_end);
    text.remove_prefix(std::min(line_end + 1, text.size()));
    if (line.size() > kLineSizeMax) return BadLine{number, "is longer than 255 octets"};
    line = line.substr(0, line.find('\r'));

    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return BadLine{number, "expected user:password"};
    std::string_view password = line.substr(colon + 1);
    if (end == PasswordEnd::colon) password = password.substr(0, password.find(':'));
    users.entries_.push_back({std::string(line.substr(0, colon)), std::string(password)});
  }
  return users;
}

bool Users::admit(std::string_view user, std::string_view password) const noexcept {
  bool admitted = false;
  for (const Entry& entry : entries_) {
    // Both are always compared, and every entry, or the time would tell which users there are.
    const bool is_user = equal(user, entry.user);
    const bool is_password = equal(password, entry.password);
    admitted |= is_user & is_password;
  }
  return admitted;
}

}  // namespace mcspec::auth
