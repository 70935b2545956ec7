#include "server/session/look_ahead.h"

#include "server/dialect/dialect.h"
#include "server/dialect/keys.h"

namespace mcspec::session {
namespace {

/// Keys in one go: enough to wait for memory once and not for each, few enough that what was
/// brought near first is still there when its turn comes.
constexpr std::size_t kKeys = 16;

}  // namespace

std::size_t look_ahead(codec::RequestStream stream, std::string_view input,
                       engine::Engine& engine) noexcept {
  std::size_t seen = 0;
  std::size_t keys = 0;
  while (keys < kKeys) {
    const codec::Step step = stream.next(input.substr(seen));
    if (step.event == codec::Event::need_more) return input.size();
    seen += step.consumed;
    if (step.event == codec::Event::rejected && stream.rejection().fatal) return input.size();
    if (step.event != codec::Event::head) continue;
    dialect::visit_keys(stream.request(), [&](std::string_view key) {
      engine.prefetch(key);
      return ++keys < kKeys;
    });
    if (dialect::block_size(stream.request())) stream.skip_data();
  }
  return seen;
}

}  // namespace mcspec::session
