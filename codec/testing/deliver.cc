#include "codec/testing/deliver.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "codec/testing/describe.h"
#include "codec/testing/notation.h"

namespace mcspec::codec::testing {
namespace {

/// Of longer heads, only prefixes near either end are tried.
constexpr std::size_t kEveryPrefixSizeMax = 600;
constexpr std::size_t kNearAnEnd = 40;

/// Adds a piece of a data block to a log, to the one before it if there is one.
void add_piece(Bytes piece, EventLog& log) {
  if (piece.empty()) return;
  if (log.events.empty() || log.events.back().event != Event::data) {
    log.events.push_back({Event::data, {}, {}, 0});
  }
  log.events.back().encoded += piece;
  log.events.back().consumed += piece.size();
}

/// Adds the last piece of a data block, and what else there is in `octets`: its end.
void add_end(bool terminated, Bytes piece, Bytes octets, EventLog& log) {
  add_piece(piece, log);
  const Bytes rest = octets.substr(piece.size());
  const std::string text = terminated ? "end" : "end unterminated";
  log.events.push_back({Event::last_data, text, std::string(rest), rest.size()});
}

/// Makes log entries of the events of one stream.
class Recorder {
 public:
  Recorder(RequestStream& stream, const StreamSetup& setup, std::size_t wire_size)
      : stream_(stream), setup_(setup), wire_size_(wire_size) {}

  void record(const Step& step, Bytes octets) {
    switch (step.event) {
      case Event::need_more:
        return;
      case Event::head:
        return record_head(step, step.octets(octets));
      case Event::data:
        return add_piece(step.octets(octets), log_);
      case Event::last_data:
        return add_end(step.terminated, step.octets(octets), octets, log_);
      case Event::rejected:
        log_.closed = stream_.rejection().fatal;
        return add(step, describe(stream_.rejection()), {});
    }
  }

  EventLog& log() { return log_; }

 private:
  void add(const Step& step, std::string text, std::string encoded) {
    log_.events.push_back({step.event, std::move(text), std::move(encoded), step.consumed});
  }

  void record_head(const Step& step, Bytes octets) {
    const Request& request = stream_.request();
    add(step, describe(request), encode_request(request));
    check_second_reading(octets);
    if (setup_.skip_data) stream_.skip_data();

    // A value that is let pass has no event; any octets stand for it as well.
    const auto* packet = std::get_if<binary::Packet>(&request);
    if (packet == nullptr || binary::takes_value(*packet)) return;
    if (packet->value_size > wire_size_) return;
    log_.events.back().encoded.append(packet->value_size, '\0');
  }

  /// A head that was moved must read as it did where it was found.
  void check_second_reading(Bytes octets) {
    const std::string moved(octets);
    Request again;
    decode_head(moved, setup_.limits, again);
    if (describe(again) != log_.events.back().text) trap("read a moved head differently");
  }

  RequestStream& stream_;
  const StreamSetup& setup_;
  std::size_t wire_size_;
  EventLog log_;
};

bool is_head(const Step& step) { return step.event == Event::head && step.skipped == 0; }
bool is_head(const ReplyStep& step) { return step.event == ReplyEvent::reply; }
bool is_head(const classic::AuthenticationStep& step) {
  return step.event == classic::AuthenticationEvent::credentials;
}

/// Whether a copy of `stream` takes `octets` for a head of its own.
template <typename Stream>
bool takes(Stream stream, Bytes octets) {
  const auto step = stream.next(octets);
  return is_head(step) && step.consumed == octets.size();
}

/// The noop of the binary protocol, or its answer.
std::string noop_packet(std::uint8_t magic) {
  std::string noop(binary::kHeaderSize, '\0');
  noop[0] = static_cast<char>(magic);
  noop[1] = static_cast<char>(binary::Opcode::noop);
  return noop;
}

bool is_between_commands(const RequestStream& stream) {
  return takes(stream, "mn\r\n") || takes(stream, noop_packet(binary::kRequestMagic));
}

bool is_between_replies(const ReplyStream& stream) {
  return takes(stream, "MN\r\n") || takes(stream, noop_packet(binary::kResponseMagic));
}

bool is_between_attempts(const classic::AuthenticationStream& stream) {
  return takes(stream, "set auth 0 0 3\r\nu p\r\n");
}

/// Adds what a stream of replies found to a log.
void record_reply(const ReplyStream& stream, const ReplyStep& step, Bytes octets, EventLog& log) {
  const auto add = [&](Event event, std::string text, std::string encoded) {
    log.events.push_back({event, std::move(text), std::move(encoded), step.consumed});
  };
  log.closed = stream.fault() != Fault::none;
  switch (step.event) {
    case ReplyEvent::need_more:
      return;
    case ReplyEvent::reply:
      return add(Event::head, describe(stream.reply()), encode_reply(stream.reply()));
    case ReplyEvent::data:
      return add_piece(step.octets(octets), log);
    case ReplyEvent::last_data:
      if (step.terminated == log.closed) trap("ended a block as it should and with a fault");
      return add_end(step.terminated, step.octets(octets), octets, log);
    case ReplyEvent::rejected:
      return add(Event::rejected, "rejected " + std::string(fault_name(stream.fault())), {});
  }
}

EventLog deliver_replies(Bytes wire, const StreamSetup& setup, std::span<const std::size_t> cuts) {
  ReplyStream stream(setup.limits, *setup.replies);
  Window window(setup.place);
  EventLog log;
  log.consumed =
      feed(stream, wire, cuts, window, [&](const ReplyStep& step, Bytes octets, std::size_t) {
        record_reply(stream, step, octets, log);
      });
  log.complete = log.closed || (log.consumed == wire.size() && is_between_replies(stream));
  return log;
}

EventLog deliver_authentication(Bytes wire, const StreamSetup& setup,
                                std::span<const std::size_t> cuts) {
  using classic::AuthenticationEvent;
  classic::AuthenticationStream stream(setup.limits);
  Window window(setup.place);
  EventLog log;
  const auto record = [&](const classic::AuthenticationStep& step, Bytes, std::size_t) {
    const classic::Credentials& found = stream.credentials();
    if (step.event == AuthenticationEvent::credentials) {
      log.events.push_back(
          {Event::head, describe(found), encode_attempt(found, setup.limits), step.consumed});
    } else {
      const std::string text = describe(Rejection{.fault = step.fault, .fatal = step.fatal});
      log.events.push_back({Event::rejected, text, {}, step.consumed});
    }
    log.closed = step.fatal;
  };
  log.consumed = feed(stream, wire, cuts, window, record);
  log.complete = log.closed || (log.consumed == wire.size() && is_between_attempts(stream));
  return log;
}

/// Tries the prefixes of one head; what is wrong with an answer, or nothing.
template <typename Stream>
std::string check_prefixes(const Stream& before, Bytes head, Window& window) {
  for (std::size_t size = 0; size < head.size(); ++size) {
    const bool is_amid = size > kNearAnEnd && head.size() - size > kNearAnEnd;
    if (is_amid && head.size() > kEveryPrefixSizeMax) continue;
    Stream stream = before;
    const auto step = stream.next(window.place(prefix(head, size)));
    if (step.event != decltype(step.event)::need_more || step.consumed != 0) {
      return "a head was seen in its first " + std::to_string(size) + " octets";
    }
  }
  return {};
}

/// Tries the prefixes of each head in `wire`; what is wrong with an answer, or nothing.
template <typename Stream>
std::string check_prefixes_of_all(Stream stream, Bytes wire, Window& window) {
  std::size_t used = 0;
  for (;;) {
    const Stream before = stream;
    const auto step = stream.next(wire.substr(used));
    if (step.event == decltype(step.event)::need_more || has_ended(stream, step)) return {};
    if (is_head(step)) {
      std::string problem = check_prefixes(before, wire.substr(used, step.consumed), window);
      if (!problem.empty()) return problem;
    }
    used += step.consumed;
  }
}

}  // namespace

void trap(std::string_view what) {
  std::fprintf(stderr, "a stream %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

std::string EventLog::text() const {
  std::string text;
  for (const LoggedEvent& event : events) {
    if (!text.empty()) text += " ; ";
    text += event.event == Event::data ? "data " + print_octets(event.encoded) : event.text;
  }
  if (complete) return text;
  return text.empty() ? "more" : text + " ; more";
}

std::string EventLog::encoded() const {
  std::string octets;
  for (const LoggedEvent& event : events) {
    if (event.event == Event::rejected) return {};
    octets += event.encoded;
  }
  return octets;
}

EventLog deliver(Bytes wire, const StreamSetup& setup, std::span<const std::size_t> cuts) {
  if (setup.replies) return deliver_replies(wire, setup, cuts);
  if (setup.authentication) return deliver_authentication(wire, setup, cuts);
  RequestStream stream(setup.limits, setup.negotiation);
  Recorder recorder(stream, setup, wire.size());
  Window window(setup.place);
  const std::size_t consumed =
      feed(stream, wire, cuts, window,
           [&](const Step& step, Bytes octets, std::size_t) { recorder.record(step, octets); });
  EventLog& log = recorder.log();
  log.consumed = consumed;
  log.complete = log.closed || (consumed == wire.size() && is_between_commands(stream));
  return std::move(log);
}

std::vector<std::size_t> cuts_every(std::size_t piece_size, std::size_t wire_size) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = piece_size; at < wire_size; at += piece_size) cuts.push_back(at);
  return cuts;
}

std::vector<std::size_t> cuts_of(unsigned composition, std::size_t wire_size) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = 1; at < wire_size; ++at) {
    if ((composition >> (at - 1) & 1) != 0) cuts.push_back(at);
  }
  return cuts;
}

std::string check_prefixes_of_heads(Bytes wire, const StreamSetup& setup) {
  Window window(setup.place);
  if (setup.replies) {
    return check_prefixes_of_all(ReplyStream(setup.limits, *setup.replies), wire, window);
  }
  if (setup.authentication) {
    return check_prefixes_of_all(classic::AuthenticationStream(setup.limits), wire, window);
  }
  return check_prefixes_of_all(RequestStream(setup.limits, setup.negotiation), wire, window);
}

}  // namespace mcspec::codec::testing
