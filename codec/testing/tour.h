#pragma once

// The tour that codec/README.md prints word for word: a server with room for one value.

#include <string>

#include "codec/classic/reply.h"
#include "codec/request_stream.h"

class OneValueServer {
 public:
  /// Takes what it can of `input` and returns how much that was. Keep the rest, and offer it
  /// again with what comes next, however the network has cut it.
  std::size_t receive(mcspec::codec::Bytes input, std::string& output) {
    using mcspec::codec::Event;
    std::size_t used = 0;
    for (;;) {
      const auto step = stream_.next(input.substr(used));
      const auto octets = step.octets(input.substr(used));
      used += step.consumed;
      switch (step.event) {
        case Event::need_more:  // all of `input` has been looked at
          return used;
        case Event::head:  // a command; views in it point into `input`
          on_head(output);
          break;
        case Event::data:  // the next piece of a data block
          pending_ += octets;
          break;
        case Event::last_data:  // its last one; not terminated: no CRLF where it should have ended
          pending_ += octets;
          if (step.terminated) value_ = pending_;
          reply(output, step.terminated ? "STORED" : "CLIENT_ERROR bad data chunk");
          break;
        case Event::rejected:  // the stream is behind the command, so that the next one is found
          reply(output, mcspec::codec::fault_name(stream_.rejection().fault));
          if (stream_.rejection().fatal) return used;  // unless it says that it cannot be
          break;
      }
    }
  }

 private:
  void on_head(std::string& output) {
    namespace classic = mcspec::codec::classic;
    pending_.clear();
    const auto* command = std::get_if<classic::Command>(&stream_.request());
    if (command == nullptr) return reply(output, "SERVER_ERROR only classic is spoken here");
    if (const auto* retrieve = std::get_if<classic::Retrieve>(command)) {
      char space[classic::kValueHeadSizeMax];
      mcspec::codec::Writer out(space);
      const auto size = static_cast<std::uint32_t>(value_.size());
      classic::encode(out, {.key = retrieve->keys.walk().next(), .size = size, .unique = {}});
      reply(output.append(out.written()).append(value_), "\r\nEND");
    }
  }

  static void reply(std::string& output, mcspec::codec::Bytes words) {
    output.append(words).append("\r\n");
  }

  mcspec::codec::RequestStream stream_;
  std::string value_;
  std::string pending_;
};
