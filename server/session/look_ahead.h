#pragma once

#include <cstddef>
#include <string_view>

#include "codec/request_stream.h"
#include "server/engine/engine.h"

namespace mcspec::session {

/// Tells the engine of the keys of some requests that are to be read from `input`, so that memory
/// for all of them is on its way while the first is being answered. `stream` is a copy: nothing
/// happens to the one that will read them. Returns how much of `input` it has seen.
std::size_t look_ahead(codec::RequestStream stream, std::string_view input,
                       engine::Engine& engine) noexcept;

}  // namespace mcspec::session
