#include "server/session/datagram.h"

#include <algorithm>
#include <array>
#include <variant>

#include "codec/writer.h"
#include "server/dialect/dialect.h"
#include "server/dialect/text_reply.h"

namespace mcspec::session {
namespace {

constexpr std::string_view kTooLong = "SERVER_ERROR reply too long for UDP";

/// Whether a payload is a reply that says that something was wrong. Two servers, each told by a
/// forged address that the other has sent what it has not, would answer each other's for ever.
bool is_complaint(std::string_view payload) noexcept {
  constexpr auto kWords =
      std::to_array<std::string_view>({"ERROR", "CLIENT_ERROR", "SERVER_ERROR"});
  return std::any_of(kWords.begin(), kWords.end(),
                     [payload](std::string_view word) { return payload.starts_with(word); });
}

/// Whether a request that has no reply is answered with a header all the same.
bool wants_header_alone(const codec::Request& request) noexcept {
  if (std::holds_alternative<codec::binary::Packet>(request)) return true;
  const auto* const command = std::get_if<codec::classic::Command>(&request);
  return command != nullptr && std::holds_alternative<codec::classic::Quit>(*command);
}

}  // namespace

Datagram::Datagram(Server& server, std::string_view octets, base::Instant now,
                   base::Output& scratch) noexcept
    : now_(now), scratch_(scratch), session_(server), stream_(server.limits, server.negotiation) {
  if (codec::udp::decode_frame(octets, frame_) != codec::Fault::none) return;
  const std::string_view payload = codec::udp::payload(octets);
  if (codec::udp::check_request(frame_, payload.size()) != codec::Fault::none) return;
  if (!is_complaint(payload)) unperformed_ = payload;
}

std::optional<std::string_view> Datagram::next() noexcept {
  while (left_ == 0) {
    scratch_.drop(scratch_.pending().size());
    if (!perform_next()) return std::nullopt;
    begin_message();
    if (left_ == 0 && wants_header_alone(stream_.request())) return frame_payload({});
  }
  const std::size_t size = std::min(codec::udp::kPayloadSizeMax, scratch_.pending().size());
  const std::string_view datagram = frame_payload(scratch_.pending().substr(0, size));
  scratch_.drop(size);
  --left_;
  ++frame_.sequence;
  return datagram;
}

/// Makes the reply to the next request, which may be none. False if there is no such request.
bool Datagram::perform_next() noexcept {
  if (session_.wants_close() || replies_size_ >= base::Output::kFullSize) return false;
  const std::size_t size = next_request_size();
  if (size == 0) return false;
  const std::string_view request = unperformed_.substr(0, size);
  unperformed_.remove_prefix(size);
  const std::size_t used = session_.receive(request, now_, scratch_);
  if (used == size || session_.wants_close()) return true;
  // Half a retrieval is of no use, and no client could tell that it is half a one.
  scratch_.drop(scratch_.pending().size());
  dialect::put_line(scratch_, kTooLong);
  unperformed_ = {};
  return true;
}

/// Octets up to the end of the next request; 0 if it does not end.
std::size_t Datagram::next_request_size() noexcept {
  std::size_t size = 0;
  while (true) {
    const codec::Step step = stream_.next(unperformed_.substr(size));
    size += step.consumed;
    switch (step.event) {
      case codec::Event::need_more:
        return 0;
      case codec::Event::head:
        if (!dialect::block_size(stream_.request())) return size;
        break;
      case codec::Event::data:
        break;
      case codec::Event::last_data:
      case codec::Event::rejected:
        return size;
    }
  }
}

/// Counts the datagrams of the reply that was made.
void Datagram::begin_message() noexcept {
  const std::size_t size = scratch_.pending().size();
  replies_size_ += size;
  // A reply of more datagrams than a frame can count is as good as lost.
  left_ = codec::udp::datagram_count(size).value_or(0);
  frame_ = {.request_id = frame_.request_id, .sequence = 0, .count = left_};
}

std::string_view Datagram::frame_payload(std::string_view payload) noexcept {
  codec::Writer writer(made_);
  codec::udp::encode(writer, frame_);
  return writer.put(payload).written();
}

}  // namespace mcspec::session
