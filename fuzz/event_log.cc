#include "fuzz/event_log.h"

#include <cstdio>
#include <cstring>

#include "codec/testing/notation.h"

namespace mcspec::fuzz {
namespace {

/// Octets by which a canonical spelling may be longer than the one it was read from.
constexpr std::size_t kCanonicalGrowthMax = 64;

}  // namespace

void EventLog::add(const codec::RequestStream& stream, const codec::Step& step, codec::Bytes octets,
                   std::size_t end) {
  if (step.event == codec::Event::data) {
    octets_ += octets;
    data_size_ += octets.size();
    return;
  }
  end_data();
  octets_ += static_cast<char>(step.event);
  switch (step.event) {
    case codec::Event::need_more:
    case codec::Event::data:
      break;
    case codec::Event::head:
      add_head(stream.request(), step.consumed);
      break;
    case codec::Event::data_end:
      octets_ += static_cast<char>(step.terminated);
      break;
    case codec::Event::rejected:
      add_rejection(stream.rejection());
      // How much a stream takes that is not to be used again is nobody's business.
      if (stream.rejection().fatal) return;
      break;
  }
  add_number(end);
}

void EventLog::finish(std::size_t consumed) {
  end_data();
  add_number(consumed);
}

void EventLog::add_head(const codec::Request& request, std::size_t size) {
  octets_ += static_cast<char>(request.index());
  const std::size_t begin = octets_.size();
  octets_.resize(begin + size + kCanonicalGrowthMax);
  codec::Writer out(std::span<char>(octets_).subspan(begin));
  if (const auto* command = std::get_if<codec::classic::Command>(&request)) {
    codec::classic::encode(out, *command);
  } else if (const auto* meta_command = std::get_if<codec::meta::Command>(&request)) {
    codec::meta::encode(out, *meta_command);
  } else {
    codec::binary::encode(out, std::get<codec::binary::Packet>(request));
  }
  if (!out.ok()) codec::testing::trap("encoded a head to more than it was read from");
  octets_.resize(begin + out.size());
}

void EventLog::add_rejection(const codec::Rejection& rejection) {
  octets_ += static_cast<char>(rejection.fault);
  octets_ += static_cast<char>(rejection.fatal);
  octets_ += static_cast<char>(rejection.noreply);
  octets_ += static_cast<char>(rejection.dialect);
  octets_ += static_cast<char>(rejection.verb);
  add_number(rejection.header.opcode);
  add_number(rejection.header.opaque);
}

void EventLog::add_number(std::uint64_t number) {
  octets_.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

void EventLog::end_data() {
  if (data_size_ == 0) return;
  add_number(data_size_);
  data_size_ = 0;
}

EventLog decode(codec::Bytes wire, const codec::testing::StreamSetup& setup,
                std::span<const std::size_t> cuts) {
  codec::RequestStream stream(setup.limits, setup.negotiation);
  codec::testing::Window window(setup.place);
  EventLog log;
  const std::size_t consumed =
      codec::testing::feed(stream, wire, cuts, window,
                           [&](const codec::Step& step, codec::Bytes octets, std::size_t end) {
                             log.add(stream, step, octets, end);
                             if (step.event == codec::Event::head && setup.skip_data)
                               stream.skip_data();
                           });
  const bool is_closed = stream.rejection().fatal;
  log.finish(is_closed ? 0 : consumed);
  return log;
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
