#include "server/net/network_error.h"

#include <system_error>

namespace mcspec::net {

NetworkError cannot(std::string_view what, int number) {
  std::string text = "cannot ";
  text.append(what).append(": ").append(std::generic_category().message(number));
  return {.text = std::move(text)};
}

}  // namespace mcspec::net
