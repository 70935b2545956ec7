#include "server/tests/torture/options.h"

#include <charconv>

namespace mcspec::tests::torture {
namespace {

using codec::Bytes;

template <typename T>
bool read_number(Bytes text, T least, T most, T& number) {
  T read = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  if (read < least || read > most) return false;
  number = read;
  return true;
}

bool read_address(Bytes text, std::optional<Address>& address) {
  const std::size_t colon = text.rfind(':');
  if (colon == Bytes::npos || colon == 0) return false;
  Address read{.host = std::string(text.substr(0, colon))};
  if (!read_number<std::uint16_t>(text.substr(colon + 1), 1, 65'535, read.port)) return false;
  address = read;
  return true;
}

/// Reads an option and what stands behind it. False if it is unknown or that is wrong.
bool read_option(Bytes name, Bytes argument, Options& options) {
  if (name == "--spawn") {
    options.spawn = argument;
    return argument.find("{port}") != Bytes::npos;
  }
  if (name == "--seed") {
    std::uint64_t seed = 0;
    if (!read_number<std::uint64_t>(argument, 0, ~std::uint64_t{0}, seed)) return false;
    options.seed = seed;
    return true;
  }
  if (name == "--threads") {
    return read_number<std::uint32_t>(argument, 1, 64, options.thread_count);
  }
  return name == "--connections" &&
         read_number<std::uint32_t>(argument, 1, 512, options.connection_count);
}

}  // namespace

std::optional<Options> read_options(int count, char** words, Bytes default_spawn,
                                    std::string& problem) {
  Options options;
  options.spawn = default_spawn;
  for (int at = 1; at < count; ++at) {
    const Bytes word = words[at];
    if (word == "--help" || word == "-h") {
      options.wants_help = true;
      return options;
    }
    if (word == "--ignore-memory") {
      options.ignores_memory = true;
      continue;
    }
    if (word.substr(0, 1) == "-") {
      const Bytes argument = at + 1 < count ? Bytes(words[++at]) : Bytes();
      if (read_option(word, argument, options)) continue;
      problem = std::string(word) + " " + std::string(argument) +
                ": no such option, or not what it takes";
      return std::nullopt;
    }
    if (read_address(word, options.address)) continue;
    if (read_number<std::uint32_t>(word, 1, 1'000'000, options.seconds)) continue;
    problem = std::string(word) + ": neither a number of seconds nor HOST:PORT";
    return std::nullopt;
  }
  return options;
}

const char* const kHelpText =
    R"(usage: mcspecd_torture [SECONDS] [HOST:PORT | --spawn 'COMMAND {port}'] [options]

Asks a memcached server everything at once, in all three dialects, from several threads with several
connections each, for so many seconds (10), and holds every single reply against what was asked.

  mcspecd_torture                          mcspecd of this build, with 16 MiB for items
  mcspecd_torture 600 --seed 7             ten minutes, and the choices of an earlier run
  mcspecd_torture 60 --spawn 'memcached -u nobody -m 16 -l 127.0.0.1 -p {port}'
  mcspecd_torture 60 127.0.0.1:11211       a server that runs already; it is flushed and filled

  --spawn COMMAND    starts this with a free port for {port}, and ends it with SIGTERM
  --seed N           what is asked follows from it and from the replies; printed in the verdict
  --threads N        3
  --connections N    8 for each thread; every third of them speaks binary
  --ignore-memory    for a server under a sanitizer, which keeps what was freed

What is sent: values of 0 octets to beyond the size limit, 1 to 200 requests at once, cut anywhere;
multigets, quiet and noreply requests; 1 % malformed requests; flushes and expiry. Clients read
late, and close within a data block, with replies unread, or after a request that the server must
close on. A server that does not call itself mcspecd is sent only such malformed requests as all
releases of memcached since 1.6.18 answer alike, and it may keep more than limit_maxbytes and some
of what it was told to flush.

What is checked: replies are well formed and in step; a value is one that was stored under its key,
octet for octet, with its client flags; of a key that one connection writes it is the last one,
never one that was deleted, flushed, expired or not found before; of a counter that is incremented,
or counted up by CAS, every number was won exactly once, evicted or not; nothing waits for 20 s. At
the end: the server answers; hits and misses add up to gets; gets, sets, flushes and increments were
counted as often as they were sent; bytes are within limit_maxbytes; the connections are gone.
Of a server that it starts also: resident memory grows by 5 % and 1 MiB at the most behind the first
quarter of the time (in runs of 8 seconds or more, of other servers 30), and it ends with status 0.

exit status: 0 held, 1 broken, 2 a wrong command line, 3 no server
)";

}  // namespace mcspec::tests::torture
