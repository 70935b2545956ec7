#pragma once

#include <variant>

namespace mcspec::codec {

/// The variant as one of its shapes, for whoever overwrites every member of it: made anew, which
/// clears it, only where it was another shape before.
template <typename Shape, typename Variant>
Shape& reuse_as(Variant& variant) noexcept {
  auto* shape = std::get_if<Shape>(&variant);
  return shape != nullptr ? *shape : variant.template emplace<Shape>();
}

}  // namespace mcspec::codec
