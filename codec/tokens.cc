#include "codec/tokens.h"

namespace mcspec::codec {

std::uint64_t Tokens::last_word_ends(Bytes text) noexcept {
  return mark(text).spaces | end_of(text);
}

}  // namespace mcspec::codec
