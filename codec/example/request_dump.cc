// Prints what a client of memcached has sent, or what the server has answered: an example of how a
// program reads both with the codec. kHelp says how it is used.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <concepts>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "codec/reply_stream.h"
#include "codec/request_stream.h"

using namespace mcspec::codec;

namespace {

constexpr const char* kHelp = R"(usage: request_dump [--replies text|binary] [FILE]

Prints a line for each request that a client has sent over one connection, and for each data
block: the offset of its first octet, the dialect, and what it says. What a server would refuse
is printed as refused, with the reason. FILE holds the octets as they were sent; without it they
are read from standard input. `tcpflow -r capture.pcap` makes such files, one for each side.

  --replies text|binary   FILE is what the server has sent, which does not say in which dialect
  --help                  this text

    $ printf 'set k 0 60 5\r\nhello\r\nget k\r\n' | request_dump
         0  classic  set key="k" flags=0 exptime=60 size=5
        14  data     5 octets "hello"
        21  classic  get key="k"

Exit status: 0 all was read, 1 the file ends within a request, or what follows a refusal cannot
be found, 2 usage, 3 the file cannot be read.
)";

enum Status : int { kAllRead = 0, kNotAllRead = 1, kUsage = 2, kCannotRead = 3 };

/// By the place that each has in a Request and in a Reply.
constexpr const char* kDialects[] = {"classic", "meta", "binary"};

constexpr std::size_t kReadSize = 4096;
constexpr std::size_t kShownSizeMax = 40;

/// The octets of a file that have been read and not consumed.
class Input {
 public:
  explicit Input(int file) : file_(file) {}

  Bytes octets() const { return Bytes(buffer_.data() + begin_, end_ - begin_); }

  /// Where in the file octets() begin.
  std::uint64_t offset() const { return offset_; }

  void consume(std::size_t size) {
    begin_ += size;
    offset_ += size;
  }

  /// Adds what the file has next, and returns as read() does. Moves octets(), so that no view
  /// into them may be in use. The buffer grows only where a long head wants it to.
  ssize_t read_more() {
    if (begin_ != 0) std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() - end_ < kReadSize) buffer_.resize(2 * buffer_.size() + kReadSize);
    const ssize_t size = read(file_, buffer_.data() + end_, kReadSize);
    if (size > 0) end_ += static_cast<std::size_t>(size);
    return size;
  }

 private:
  int file_;
  std::uint64_t offset_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::vector<char> buffer_ = std::vector<char>(kReadSize);
};

/// Between quotes, and with every octet that is not printable as `\x` and two digits.
std::string quote(Bytes octets) {
  std::string text = "\"";
  for (const char octet : octets) {
    const bool printable = octet >= ' ' && octet <= '~';
    if (printable && octet != '"' && octet != '\\') {
      text += octet;
    } else {
      char escape[5];
      std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(octet));
      text += escape;
    }
  }
  return text + '"';
}

std::string field(const char* name, Bytes octets) {
  return std::string(" ") + name + '=' + quote(octets);
}
std::string field(const char* name, std::integral auto number) {
  return std::string(" ") + name + '=' + std::to_string(number);
}
std::string field_unless_zero(const char* name, std::integral auto number) {
  return number == 0 ? std::string() : field(name, number);
}
std::string noreply(bool holds) { return holds ? " noreply" : ""; }

/// The line that a request or a reply is on the wire.
std::string describe_line(const auto& text) {
  std::vector<char> space(Limits{}.line_size_max);
  Writer out(space);
  encode(out, text);
  return quote(without_terminator(out.written()));
}

// What each kind of request says, one function for each. First classic.

std::string describe(const classic::Store& store) {
  constexpr const char* kVerbs[] = {"set", "add", "replace", "append", "prepend", "cas"};
  const bool is_cas = store.verb == classic::Store::Verb::cas;
  return kVerbs[static_cast<std::size_t>(store.verb)] + field("key", store.key) +
         field("flags", store.flags) + field("exptime", store.exptime) + field("size", store.size) +
         (is_cas ? field("unique", store.unique) : "") + noreply(store.noreply);
}
std::string describe(const classic::Retrieve& retrieve) {
  std::string text = retrieve.exptime ? "gat" : "get";
  if (retrieve.with_cas) text += 's';
  if (retrieve.exptime) text += field("exptime", *retrieve.exptime);
  auto keys = retrieve.keys.walk();
  for (Bytes key = keys.next(); !key.empty(); key = keys.next()) text += field("key", key);
  return text;
}
std::string describe(const classic::Delete& removal) {
  return "delete" + field("key", removal.key) + noreply(removal.noreply);
}
std::string describe(const classic::Arithmetic& arithmetic) {
  return (arithmetic.decrement ? "decr" : "incr") + field("key", arithmetic.key) +
         field("delta", arithmetic.delta) + noreply(arithmetic.noreply);
}
std::string describe(const classic::Touch& touch) {
  return "touch" + field("key", touch.key) + field("exptime", touch.exptime) +
         noreply(touch.noreply);
}
std::string describe(const classic::FlushAll& flush) {
  return "flush_all" + (flush.delay ? field("delay", *flush.delay) : "") + noreply(flush.noreply);
}
std::string describe(const classic::Admin& admin) { return describe_line(classic::Command(admin)); }
std::string describe(const classic::Quit&) { return "quit"; }

// Meta.

std::string list(const meta::Flags& flags) {
  std::string text;
  for (const auto [code, token] : flags) text += ' ' + std::string(1, code).append(token);
  return field("flags", Bytes(text).substr(text.empty() ? 0 : 1));
}
std::string describe(const meta::Get& get) {
  return "mg" + field("key", get.key) + list(get.flags);
}
std::string describe(const meta::Set& set) {
  return "ms" + field("key", set.key) + field("size", set.size) + list(set.flags);
}
std::string describe(const meta::Delete& removal) {
  return "md" + field("key", removal.key) + list(removal.flags);
}
std::string describe(const meta::Arithmetic& arithmetic) {
  return "ma" + field("key", arithmetic.key) + list(arithmetic.flags);
}
std::string describe(const meta::Debug& debug) { return "me" + field("key", debug.key); }
std::string describe(const meta::Noop&) { return "mn"; }

// Binary.

std::string describe_extras(const binary::Packet& packet) {
  switch (packet.extras.size()) {
    case 8: {
      const auto [flags, expiration] = binary::store_extras(packet);
      return field("flags", flags) + field("expiration", expiration);
    }
    case 20: {
      const auto [delta, initial, expiration] = binary::arithmetic_extras(packet);
      return field("delta", delta) + field("initial", initial) + field("expiration", expiration);
    }
    case 4:
      return field("expiration", binary::expiration_extras(packet));
    default:
      return "";
  }
}
std::string describe_identity(const binary::Header& header) {
  return field_unless_zero("opaque", header.opaque) + field_unless_zero("cas", header.cas);
}
std::string describe(const binary::Packet& packet) {
  return std::string(packet.info->name) + (packet.key.empty() ? "" : field("key", packet.key)) +
         describe_extras(packet) + field_unless_zero("size", packet.value_size) +
         describe_identity(packet.header);
}
std::string describe(const binary::ReplyPacket& packet) {
  const auto* info = binary::opcode_info(packet.header.opcode);
  return (info == nullptr ? "opcode" + std::to_string(packet.header.opcode)
                          : std::string(info->name)) +
         field("status", packet.header.status) +
         (packet.key.empty() ? "" : field("key", packet.key)) +
         (packet.extras.empty() ? "" : field("extras", packet.extras)) +
         field_unless_zero("size", packet.value_size) + describe_identity(packet.header);
}

// Replies of text are words already.

std::string describe(const classic::Reply& reply) { return describe_line(reply); }
std::string describe(const meta::Head& head) { return describe_line(head); }

/// Of a variant, what it holds says.
template <typename... Kinds>
std::string describe(const std::variant<Kinds...>& any) {
  return std::visit([](const auto& kind) { return describe(kind); }, any);
}

// What the two streams call differently.

const Request& message(const RequestStream& stream) { return stream.request(); }
const Reply& message(const ReplyStream& stream) { return stream.reply(); }

bool is_message(Event event) { return event == Event::head; }
bool is_message(ReplyEvent event) { return event == ReplyEvent::reply; }

bool has_ended(const RequestStream& stream) { return stream.rejection().fatal; }
bool has_ended(const ReplyStream& stream) { return stream.fault() != Fault::none; }

std::string describe_refusal(const RequestStream& stream) {
  const Rejection& rejection = stream.rejection();
  return std::string(kDialects[static_cast<std::size_t>(rejection.dialect)]) + ' ' +
         std::string(fault_name(rejection.fault)) + noreply(rejection.noreply) +
         (rejection.fatal ? ", the next request cannot be found" : ", the stream goes on");
}
std::string describe_refusal(const ReplyStream& stream) {
  return std::string(fault_name(stream.fault())) + ", the next reply cannot be found";
}

/// Whether the stream waits for a message, and not for the rest of one: then it takes a noop.
bool is_between(const auto& stream) {
  const std::string zeros(binary::kHeaderSize - 2, '\0');
  const std::string noops[] = {"mn\r\n", "MN\r\n", "\x80\x0a" + zeros, "\x81\x0a" + zeros};
  return std::any_of(std::begin(noops), std::end(noops), [&stream](Bytes noop) {
    auto tried = stream;
    return is_message(tried.next(noop).event);
  });
}

void print(std::uint64_t offset, const char* column, const std::string& text) {
  std::printf("%8" PRIu64 "  %-7s  %s\n", offset, column, text.c_str());
}

/// The data block that is being read, of which only the beginning is kept.
struct Block {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::string shown;

  void add(Bytes octets) {
    size += octets.size();
    shown += octets.substr(0, kShownSizeMax - shown.size());
  }
  void print_end(bool terminated) const {
    print(offset, "data",
          std::to_string(size) + " octets " + quote(shown) + (size > shown.size() ? "..." : "") +
              (terminated ? "" : ", not terminated as it should be"));
  }
};

/// Prints all that `stream` finds in `input`. A RequestStream or a ReplyStream.
template <typename Stream>
Status dump(Stream stream, Input input) {
  Block block;
  std::uint64_t begin = 0;  // where what comes next begins
  for (;;) {
    const auto step = stream.next(input.octets());
    const Bytes octets = step.octets(input.octets());
    // What a packet carried and should not have precedes the next one.
    if constexpr (requires { step.skipped; }) {
      if (step.skipped != 0) begin = input.offset() + step.skipped;
    }
    input.consume(step.consumed);
    using Found = decltype(step.event);
    if (step.event == Found::need_more) {
      const ssize_t size = input.read_more();
      if (size > 0) continue;
      if (size < 0) return kCannotRead;
      if (input.octets().empty() && is_between(stream)) return kAllRead;
      print(input.offset() + input.octets().size(), "end", "within a message");
      return kNotAllRead;
    }
    if (is_message(step.event)) {
      print(begin, kDialects[message(stream).index()], describe(message(stream)));
      block = {.offset = input.offset(), .size = 0, .shown = {}};
    } else if (step.event == Found::data) {
      block.add(octets);
    } else if (step.event == Found::last_data) {
      block.add(octets);
      block.print_end(step.terminated);
    } else {
      print(begin, "refused", describe_refusal(stream));
    }
    if (has_ended(stream)) return kNotAllRead;
    begin = input.offset();
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
  const char* path = nullptr;
  std::optional<ReplyDialect> replies;
  for (int at = 1; at < argument_count; ++at) {
    const Bytes argument = arguments[at];
    const Bytes next = at + 1 < argument_count ? arguments[at + 1] : "";
    if (argument == "--help") {
      std::fputs(kHelp, stdout);
      return kAllRead;
    }
    if (argument == "--replies" && (next == "text" || next == "binary")) {
      replies = next == "text" ? ReplyDialect::text : ReplyDialect::binary;
      ++at;
    } else if (path == nullptr && !argument.starts_with("-")) {
      path = arguments[at];
    } else {
      std::fprintf(stderr, "request_dump: %s is not understood, see --help\n", arguments[at]);
      return kUsage;
    }
  }
  const int file = path == nullptr ? STDIN_FILENO : open(path, O_RDONLY);
  Status status = kCannotRead;
  if (file >= 0) {
    status =
        replies ? dump(ReplyStream({}, *replies), Input(file)) : dump(RequestStream(), Input(file));
  }
  if (status == kCannotRead) std::perror(path == nullptr ? "standard input" : path);
  return status;
}
