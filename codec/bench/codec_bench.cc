// How long the codec takes for one request, beside memchr for LF over the same octets: the least
// that any reader of lines must do. Run interleaved, and read the multiples of the floor:
//
//     codec_bench --benchmark_enable_random_interleaving=true --benchmark_repetitions=10

#include <benchmark/benchmark.h>

#include <array>
#include <cstring>
#include <string>

#include "codec/binary/packet.h"
#include "codec/classic/reply.h"
#include "codec/request_stream.h"

namespace {

using namespace mcspec::codec;

/// Reads every event of `wire` and returns how many there were.
std::size_t read_all(RequestStream& stream, Bytes wire) {
  std::size_t events = 0;
  while (!wire.empty()) {
    const Step step = stream.next(wire);
    benchmark::DoNotOptimize(stream.request());
    if (step.event == Event::need_more) break;
    wire.remove_prefix(step.consumed);
    ++events;
  }
  return events;
}

/// As read_all, walking the keys of every retrieval as a server does.
std::size_t read_keys(RequestStream& stream, Bytes wire) {
  std::size_t octets = 0;
  while (!wire.empty()) {
    const Step step = stream.next(wire);
    if (step.event == Event::need_more) break;
    const auto& command = std::get<classic::Command>(stream.request());
    Tokens keys = std::get<classic::Retrieve>(command).keys.walk();
    for (Bytes key = keys.next(); !key.empty(); key = keys.next()) octets += key.size();
    wire.remove_prefix(step.consumed);
  }
  return octets;
}

std::string key_of(int number) {
  std::string digits = std::to_string(number);
  return "k" + std::string(15 - digits.size(), '0') + digits;
}

std::string binary_request(binary::Opcode opcode, Bytes extras, Bytes key, Bytes value) {
  std::array<char, 64> head;
  Writer writer(head);
  binary::Packet packet;
  packet.header.magic = binary::kRequestMagic;
  packet.header.opcode = static_cast<std::uint8_t>(opcode);
  packet.header.extras_size = static_cast<std::uint8_t>(extras.size());
  packet.header.key_size = static_cast<std::uint16_t>(key.size());
  packet.header.body_size = static_cast<std::uint32_t>(extras.size() + key.size() + value.size());
  packet.extras = extras;
  packet.key = key;
  encode(writer, packet);
  return std::string(writer.written()) + std::string(value);
}

const std::string kGet = "get " + key_of(1) + "\r\n";
const std::string kSet = "set " + key_of(1) + " 0 0 32\r\n" + std::string(32, 'v') + "\r\n";
const std::string kMetaGet = "mg " + key_of(1) + " v t f\r\n";
const std::string kSet1K = "set " + key_of(1) + " 0 0 1024\r\n" + std::string(1024, 'v') + "\r\n";
const std::string kSet100K =
    "set " + key_of(1) + " 0 0 102400\r\n" + std::string(102400, 'v') + "\r\n";

std::string multiget() {
  std::string line = "get";
  for (int number = 0; number < 100; ++number) line += " " + key_of(number);
  return line + "\r\n";
}

std::string mixed() {
  std::string wire;
  for (int round = 0; round < 16; ++round) {
    wire.append(kGet).append(kMetaGet).append(kSet).append(kGet);
  }
  return wire;
}

void floor_of(benchmark::State& state, const std::string& wire) {
  for (auto _ : state) {
    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): it is no string that is looked at
    const void* found = std::memchr(wire.data(), '\n', wire.size());
    benchmark::DoNotOptimize(found);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(wire.size()));
}

void decode(benchmark::State& state, const std::string& wire) {
  RequestStream stream;
  for (auto _ : state) benchmark::DoNotOptimize(read_all(stream, wire));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(wire.size()));
}

void decode_and_walk(benchmark::State& state, const std::string& wire) {
  RequestStream stream;
  for (auto _ : state) benchmark::DoNotOptimize(read_keys(stream, wire));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(wire.size()));
}

void encode_value_head(benchmark::State& state) {
  std::array<char, classic::kValueHeadSizeMax> space;
  const std::string key = key_of(1);
  for (auto _ : state) {
    Writer writer(space);
    encode(writer, classic::ValueHead{.key = key, .flags = 5, .size = 32});
    benchmark::DoNotOptimize(writer.size());
    benchmark::ClobberMemory();
  }
}

BENCHMARK_CAPTURE(floor_of, get, kGet);
BENCHMARK_CAPTURE(decode, get, kGet);
BENCHMARK_CAPTURE(decode, set_32, kSet);
BENCHMARK_CAPTURE(decode, meta_get, kMetaGet);
BENCHMARK_CAPTURE(decode_and_walk, multiget_100, multiget());
BENCHMARK_CAPTURE(decode, binary_get, binary_request(binary::Opcode::get, "", key_of(1), ""));
BENCHMARK_CAPTURE(decode, binary_set,
                  binary_request(binary::Opcode::set, std::string(8, '\0'), key_of(1),
                                 std::string(32, 'v')));
BENCHMARK_CAPTURE(decode, mixed_64, mixed());
BENCHMARK_CAPTURE(decode, set_1k, kSet1K);
BENCHMARK_CAPTURE(decode, set_100k, kSet100K);
BENCHMARK(encode_value_head);

}  // namespace

BENCHMARK_MAIN();
