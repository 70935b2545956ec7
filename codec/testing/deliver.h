#pragma once

// Hands octets to a stream the way a network does: in pieces, each window an exact-size copy, so
// that a sanitizer or a guard page sees the first octet that is read too many.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/classic/authentication.h"
#include "codec/reply_stream.h"
#include "codec/request_stream.h"
#include "codec/testing/window.h"

namespace mcspec::codec::testing {

/// Ends the process with a message that names the promise a stream has broken.
[[noreturn]] void trap(std::string_view what);

/// Checks what holds of every step: no more consumed than offered, and each event but the end of
/// a data block takes octets, so that a loop over them ends.
inline void check_step(const Step& step, std::size_t window_size) {
  if (step.consumed > window_size) trap("consumed more than it was given");
  if (std::size_t{step.skipped} + step.terminator_size > step.consumed) {
    trap("skipped more than it consumed");
  }
  const bool may_take_nothing = step.event == Event::need_more || step.event == Event::last_data;
  if (step.consumed == 0 && !may_take_nothing) trap("found an event in no octets");
}

/// The same of a step that a stream of replies took.
inline void check_step(const ReplyStep& step, std::size_t window_size) {
  if (step.consumed > window_size) trap("consumed more than it was given");
  const bool may_take_nothing =
      step.event == ReplyEvent::need_more || step.event == ReplyEvent::last_data;
  if (step.consumed == 0 && !may_take_nothing) trap("found an event in no octets");
}

/// The same of a step before authentication.
inline void check_step(const classic::AuthenticationStep& step, std::size_t window_size) {
  if (step.consumed > window_size) trap("consumed more than it was given");
  const bool needs_more = step.event == classic::AuthenticationEvent::need_more;
  if (step.consumed == 0 && !needs_more) trap("found an event in no octets");
  if (step.consumed != 0 && needs_more) trap("needs more of what it has consumed");
}

/// Whether a stream has nothing more to say behind `step`.
inline bool has_ended(const RequestStream& stream, const Step& step) {
  return step.event == Event::rejected && stream.rejection().fatal;
}
inline bool has_ended(const ReplyStream& stream, const ReplyStep&) {
  return stream.fault() != Fault::none;
}
inline bool has_ended(const classic::AuthenticationStream&,
                      const classic::AuthenticationStep& step) {
  return step.fatal;
}

/// Runs `stream` over `wire`, cut at each of `cuts`, which ascend; what a window leaves over comes
/// again with the next piece. Calls `on_event(step, octets, end)` for each event but need_more,
/// with the octets that it consumed and the place in `wire` behind them, and stops behind a fatal
/// rejection. Returns how much of `wire` was consumed. Requires: a RequestStream, a ReplyStream or
/// an AuthenticationStream.
template <typename Stream, typename OnEvent>
std::size_t feed(Stream& stream, Bytes wire, std::span<const std::size_t> cuts, Window& window,
                 OnEvent on_event) {
  std::size_t used = 0;
  for (std::size_t piece = 0; piece <= cuts.size(); ++piece) {
    const std::size_t end = piece < cuts.size() ? cuts[piece] : wire.size();
    const Bytes offered = window.place(wire.substr(used, end - used));
    std::size_t at = 0;
    for (;;) {
      const auto step = stream.next(without_prefix(offered, at));
      check_step(step, offered.size() - at);
      at += step.consumed;
      if (step.event == decltype(step.event)::need_more) break;
      on_event(step, Bytes(offered.data() + at - step.consumed, step.consumed), used + at);
      if (has_ended(stream, step)) return used + at;
    }
    used += at;
  }
  return used;
}

/// How a test wants a stream to be set up and used.
struct StreamSetup {
  Limits limits;
  Negotiation negotiation = Negotiation::by_first_octet;
  std::optional<ReplyDialect> replies;  ///< the octets are replies, and `negotiation` means nothing
  bool authentication = false;          ///< the octets precede authentication; no `replies` then
  bool skip_data = false;               ///< every data block of a request is swallowed unseen
  Window::Place place = Window::Place::heap;
};

/// One event, its data pieces put together.
struct LoggedEvent {
  Event event = Event::need_more;  ///< `head` of a reply and of credentials, too; `last_data` of
                                   ///< what follows the last piece, which is `data` itself
  std::string text;          ///< as describe.h has it; of the end of data `end`; of data nothing
  std::string encoded;       ///< what the event encodes to; empty for a rejection
  std::size_t consumed = 0;  ///< octets, of all its pieces
};

/// What a stream said about an input.
struct EventLog {
  std::vector<LoggedEvent> events;
  std::size_t consumed = 0;
  bool closed = false;    ///< the last event is a fatal rejection, or ended a stream of replies
  bool complete = false;  ///< the input ended between two commands, or replies

  /// All events on one line, between ` ; `; `more` at its end where the input is not complete.
  std::string text() const;

  /// What the events encode to, one after the other; empty when one of them is a rejection.
  std::string encoded() const;
};

/// Runs a stream of requests, or of what else `setup` says, over `wire`, cut at each of `cuts`,
/// which ascend.
EventLog deliver(Bytes wire, const StreamSetup& setup, std::span<const std::size_t> cuts = {});

/// Cuts that leave pieces of `piece_size` octets.
std::vector<std::size_t> cuts_every(std::size_t piece_size, std::size_t wire_size);

/// The cuts that the set bits of `composition` name: bit n cuts behind octet n + 1.
std::vector<std::size_t> cuts_of(unsigned composition, std::size_t wire_size);

/// Checks that no proper prefix of a head is taken for an event, nor consumed, for each head in
/// `wire`. Returns what is wrong, or nothing.
std::string check_prefixes_of_heads(Bytes wire, const StreamSetup& setup);

}  // namespace mcspec::codec::testing
