#include "server/auth/user_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace mcspec::auth {

std::optional<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"),
                                                             &std::fclose);
  if (file == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 4096> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    text.append(buffer.data(), size);
  }
  if (std::ferror(file.get()) != 0) return std::nullopt;
  return text;
}

std::optional<std::string> UserFile::load() {
  const auto text = read_file(path_);
  if (!text) return path_ + ": " + std::strerror(errno);
  auto read = Users::read(*text);
  if (const auto* bad = std::get_if<BadLine>(&read)) {
    return path_ + ": line " + std::to_string(bad->number) + ": " + std::string(bad->why);
  }
  auto users = std::make_shared<const Users>(std::move(*std::get_if<Users>(&read)));
  const std::lock_guard lock(mutex_);
  users_ = std::move(users);
  return std::nullopt;
}

bool UserFile::admit(std::string_view user, std::string_view password) const noexcept {
  std::shared_ptr<const Users> users;
  {
    const std::lock_guard lock(mutex_);
    users = users_;
  }
  return users != nullptr && users->admit(user, password);
}

}  // namespace mcspec::auth
