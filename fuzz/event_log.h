#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "codec/request_stream.h"
#include "codec/testing/deliver.h"

namespace mcspec::fuzz {

/// All that a stream said about an input, in a form that is quick to write and to compare: most of
/// a fuzzer's time goes here. What can be printed is codec::testing::EventLog.
class EventLog {
 public:
  /// Adds an event that `stream` has just found, the octets that it consumed, and the place in the
  /// input behind them.
  void add(const codec::RequestStream& stream, const codec::Step& step, codec::Bytes octets,
           std::size_t end);

  /// Adds that the input is over, with `consumed` octets of it used.
  void finish(std::size_t consumed);

  /// Forgets everything but its memory.
  void clear() noexcept;

  bool operator==(const EventLog& other) const noexcept;

 private:
  void add_request(const codec::Request& request, std::size_t size);
  void add_rejection(const codec::Rejection& rejection);
  void add_number(std::uint64_t number);
  void add_octets(codec::Bytes octets);
  void end_data();
  char* reserve(std::size_t size);

  std::unique_ptr<char[]> octets_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::uint64_t data_size_ = 0;  ///< of the data block whose pieces are being put together
};

/// Runs a stream over `wire`, cut at each of `cuts`, which ascend, and writes what it says to
/// `log`. Each window is an exact-size copy, so that a sanitizer sees the first octet read too
/// many.
void decode(codec::Bytes wire, const codec::testing::StreamSetup& setup,
            std::span<const std::size_t> cuts, EventLog& log);

/// Prints what a stream says of `wire` when it is whole and when it is cut.
void explain(codec::Bytes wire, const codec::testing::StreamSetup& setup,
             std::span<const std::size_t> cuts);

}  // namespace mcspec::fuzz
