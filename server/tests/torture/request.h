#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace mcspec::tests::torture {

using Clock = std::chrono::steady_clock;

/// The dialect of one request. The first two share a connection.
enum class Wire : std::uint8_t { classic, meta, binary };

enum class Op : std::uint8_t {
  set,
  add,
  replace,
  append,
  prepend,
  cas,
  get,
  gat,
  touch,
  remove,
  increment,
  flush,
  noop,
  malformed,  ///< refused with an error, behind which the connection goes on
};

/// What a key is for, and so what may be stored under it.
enum class Family : std::uint8_t {
  none,
  own,        ///< written by one connection only: a hit is what that has written last
  shared,     ///< written by all with any value
  chain,      ///< a value that others append and prepend whole values to
  counter,    ///< incremented by one, by all
  register_,  ///< counted up by CAS, by all
};

/// One request, with what its answer is held against.
struct Request {
  Op op = Op::noop;
  Wire wire = Wire::classic;
  Family family = Family::none;
  bool quiet = false;       ///< meta q and quiet opcodes: the usual outcome is silence
  bool no_reply = false;    ///< classic noreply: there is never an answer
  bool continued = false;   ///< a classic get that is on one line with the next request
  bool continues = false;   ///< the next request of such a line
  std::uint32_t index = 0;  ///< which key of its family, where its connection remembers something
  std::string key;
  std::uint64_t version = 0;  ///< of the value that is stored, or the number of a counter
  std::uint32_t size = 0;     ///< octets of that value
  std::uint32_t flags = 0;
  std::int32_t exptime = 0;    ///< seconds as sent
  std::uint64_t unique = 0;    ///< of cas
  std::uint32_t opaque = 0;    ///< of meta and binary; differs from those near it
  std::string octets;          ///< of a malformed request: what is sent
  Clock::time_point asked_at;  ///< not later than it is sent
};

/// What came of a request, in whichever dialect.
enum class Outcome : std::uint8_t {
  stored,
  not_stored,
  exists,
  missing,
  value,
  number,
  removed,
  touched,
  ok,
  refused_by_server,  ///< too large, or no memory
  refused,            ///< an error about the request
};

/// Whether an operation stores a value that it sends.
constexpr bool sends_value(Op op) noexcept { return op <= Op::cas; }

}  // namespace mcspec::tests::torture
