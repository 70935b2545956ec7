#include "codec/binary/opcode.h"

namespace mcspec::codec::binary {
namespace {

constexpr auto kNever = Presence::never;
constexpr auto kMay = Presence::may;
constexpr auto kMust = Presence::must;
constexpr auto kIgnored = Presence::ignored;
using enum Opcode;

// memcached reads no value of touch, gat and stat and so takes it for the next packet; that is a
// fault of its, and a value there is let pass instead.
constexpr std::array<OpcodeInfo, 35> kRows = {{
    // opcode, base, name, quiet, with_key, extras_size, extras_optional, key, value
    {get, get, "get", false, false, 0, false, kMust, kNever},
    {set, set, "set", false, false, 8, false, kMust, kMay},
    {add, add, "add", false, false, 8, false, kMust, kMay},
    {replace, replace, "replace", false, false, 8, false, kMust, kMay},
    {delete_, delete_, "delete", false, false, 0, false, kMust, kNever},
    {increment, increment, "increment", false, false, 20, false, kMust, kNever},
    {decrement, decrement, "decrement", false, false, 20, false, kMust, kNever},
    {quit, quit, "quit", false, false, 0, false, kNever, kNever},
    {flush, flush, "flush", false, false, 4, true, kNever, kNever},
    {getq, get, "getq", true, false, 0, false, kMust, kNever},
    {noop, noop, "noop", false, false, 0, false, kNever, kNever},
    {version, version, "version", false, false, 0, false, kNever, kNever},
    {getk, get, "getk", false, true, 0, false, kMust, kNever},
    {getkq, get, "getkq", true, true, 0, false, kMust, kNever},
    {append, append, "append", false, false, 0, false, kMust, kMay},
    {prepend, prepend, "prepend", false, false, 0, false, kMust, kMay},
    {stat, stat, "stat", false, false, 0, false, kMay, kIgnored},
    {setq, set, "setq", true, false, 8, false, kMust, kMay},
    {addq, add, "addq", true, false, 8, false, kMust, kMay},
    {replaceq, replace, "replaceq", true, false, 8, false, kMust, kMay},
    {deleteq, delete_, "deleteq", true, false, 0, false, kMust, kNever},
    {incrementq, increment, "incrementq", true, false, 20, false, kMust, kNever},
    {decrementq, decrement, "decrementq", true, false, 20, false, kMust, kNever},
    {quitq, quit, "quitq", true, false, 0, false, kNever, kNever},
    {flushq, flush, "flushq", true, false, 4, true, kNever, kNever},
    {appendq, append, "appendq", true, false, 0, false, kMust, kMay},
    {prependq, prepend, "prependq", true, false, 0, false, kMust, kMay},
    {touch, touch, "touch", false, false, 4, false, kMust, kIgnored},
    {gat, gat, "gat", false, false, 4, false, kMust, kIgnored},
    {gatq, gat, "gatq", true, false, 4, false, kMust, kIgnored},
    {sasl_list_mechanisms, sasl_list_mechanisms, "sasl_list_mechanisms", false, false, 0, false,
     kNever, kNever},
    {sasl_auth, sasl_auth, "sasl_auth", false, false, 0, false, kMust, kMay},
    {sasl_step, sasl_step, "sasl_step", false, false, 0, false, kMust, kMay},
    {gatk, gat, "gatk", false, true, 4, false, kMust, kIgnored},
    {gatkq, gat, "gatkq", true, true, 4, false, kMust, kIgnored},
}};

consteval std::array<const OpcodeInfo*, 256> make_index() noexcept {
  std::array<const OpcodeInfo*, 256> index{};
  for (const OpcodeInfo& row : kRows) index[static_cast<std::uint8_t>(row.opcode)] = &row;
  return index;
}

}  // namespace

namespace detail {
constexpr std::array<const OpcodeInfo*, 256> kOpcodes = make_index();
}

}  // namespace mcspec::codec::binary
