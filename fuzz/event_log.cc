#include "fuzz/event_log.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "codec/testing/notation.h"

namespace mcspec::fuzz {
namespace {

/// Octets by which a canonical spelling may be longer than the one it was read from.
constexpr std::size_t kCanonicalGrowthMax = 64;

}  // namespace

void EventLog::add(const codec::RequestStream& stream, const codec::Step& step, codec::Bytes octets,
                   std::size_t end) {
  if (step.event == codec::Event::data || step.event == codec::Event::last_data) {
    const codec::Bytes piece = step.octets(octets);
    add_octets(piece);
    data_size_ += piece.size();
    if (step.event == codec::Event::data) return;
  }
  end_data();
  add_number(static_cast<std::uint64_t>(step.event) << 1 | (step.terminated ? 1 : 0));
  if (step.event == codec::Event::head) add_request(stream.request(), octets.size());
  if (step.event == codec::Event::rejected) {
    add_rejection(stream.rejection());
    // How much a stream takes that is not to be used again is nobody's business.
    if (stream.rejection().fatal) return;
  }
  add_number(end);
}

void EventLog::finish(std::size_t consumed) {
  end_data();
  add_number(consumed);
}

void EventLog::clear() noexcept {
  size_ = 0;
  data_size_ = 0;
}

bool EventLog::operator==(const EventLog& other) const noexcept {
  return size_ == other.size_ &&
         (size_ == 0 || std::memcmp(octets_.get(), other.octets_.get(), size_) == 0);
}

void EventLog::add_request(const codec::Request& request, std::size_t size) {
  add_number(request.index());
  const std::size_t room = size + kCanonicalGrowthMax;
  codec::Writer out(std::span(reserve(room), room));
  if (const auto* command = std::get_if<codec::classic::Command>(&request)) {
    codec::classic::encode(out, *command);
  } else if (const auto* meta_command = std::get_if<codec::meta::Command>(&request)) {
    codec::meta::encode(out, *meta_command);
  } else {
    codec::binary::encode(out, std::get<codec::binary::Packet>(request));
  }
  if (!out.ok()) codec::testing::trap("encoded a head to more than it was read from");
  size_ += out.size();
}

void EventLog::add_rejection(const codec::Rejection& rejection) {
  const std::array<char, 8> summary = {
      static_cast<char>(rejection.fault),         static_cast<char>(rejection.fatal),
      static_cast<char>(rejection.noreply),       static_cast<char>(rejection.dialect),
      static_cast<char>(rejection.verb),          static_cast<char>(rejection.header.magic),
      static_cast<char>(rejection.header.opcode), '\0'};
  add_octets(codec::Bytes(summary.data(), summary.size()));
  add_number(rejection.header.opaque);
}

void EventLog::add_number(std::uint64_t number) {
  std::memcpy(reserve(sizeof(number)), &number, sizeof(number));
  size_ += sizeof(number);
}

void EventLog::add_octets(codec::Bytes octets) {
  std::memcpy(reserve(octets.size()), octets.data(), octets.size());
  size_ += octets.size();
}

void EventLog::end_data() {
  if (data_size_ == 0) return;
  add_number(data_size_);
  data_size_ = 0;
}

char* EventLog::reserve(std::size_t size) {
  if (size > capacity_ - size_) {
    capacity_ = (size_ + size) * 2;
    std::unique_ptr<char[]> larger(new char[capacity_]);
    if (size_ != 0) std::memcpy(larger.get(), octets_.get(), size_);
    octets_ = std::move(larger);
  }
  return octets_.get() + size_;
}

void decode(codec::Bytes wire, const codec::testing::StreamSetup& setup,
            std::span<const std::size_t> cuts, EventLog& log) {
  codec::RequestStream stream(setup.limits, setup.negotiation);
  codec::testing::Window window(setup.place);
  log.clear();
  const auto on_event = [&](const codec::Step& step, codec::Bytes octets, std::size_t end) {
    log.add(stream, step, octets, end);
    if (step.event == codec::Event::head && setup.skip_data) stream.skip_data();
  };
  const std::size_t consumed = codec::testing::feed(stream, wire, cuts, window, on_event);
  const bool is_closed = stream.rejection().fatal;
  log.finish(is_closed ? 0 : consumed);
}

void explain(codec::Bytes wire, const codec::testing::StreamSetup& setup,
             std::span<const std::size_t> cuts) {
  std::string places;
  for (const std::size_t cut : cuts) places += " " + std::to_string(cut);
  const std::string whole = codec::testing::deliver(wire, setup).text();
  const std::string split = codec::testing::deliver(wire, setup, cuts).text();
  std::fprintf(stderr, "octets:  %s\ncut at: %s\nwhole:   %s\nsplit:   %s\n",
               codec::testing::print_octets(wire).c_str(), places.c_str(), whole.c_str(),
               split.c_str());
}

}  // namespace mcspec::fuzz
