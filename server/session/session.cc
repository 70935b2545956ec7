#include "server/session/session.h"

#include <utility>

#include "server/dialect/fault_text.h"
#include "server/dialect/login.h"
#include "server/dialect/statistics.h"
#include "server/session/look_ahead.h"

namespace mcspec::session {
namespace {

std::string_view words_of(admin::Refusal refusal) noexcept {
  switch (refusal) {
    case admin::Refusal::unknown_group:
      return dialect::kUnknownCommand;
    case admin::Refusal::unknown_detail:
      return dialect::kDetailUsage;
    case admin::Refusal::detail_forbidden:
      return dialect::kNoDetail;
    case admin::Refusal::cachedump_forbidden:
      return dialect::kNoCachedump;
    case admin::Refusal::cachedump_too_short:
      return dialect::kBadLine;
    case admin::Refusal::cachedump_no_number:
      return dialect::kBadLineFormat;
    case admin::Refusal::cachedump_bad_class:
      return dialect::kBadClass;
  }
  return {};
}

}  // namespace

Session::Session(Server& server, codec::Negotiation negotiation) noexcept
    : server_(server), stream_(server.limits, negotiation) {
  if (server.users != nullptr) text_login_ = std::make_unique<TextLogin>(server);
  if (server.sasl) sasl_login_ = std::make_unique<SaslLogin>(server);
}

// The only loop that decodes is here.
std::size_t Session::receive(std::string_view input, base::Instant now, Output& output) noexcept {
  std::size_t used = 0;
  if (text_login_ != nullptr) {
    used = text_login_->receive(input, output);
    closing_ = text_login_->wants_close();
    if (!text_login_->is_admitted()) return used;
    text_login_.reset();
  }
  std::size_t seen = 0;
  while (!closing_ && !output.is_full()) {
    // Behind the first request, for there may be no other.
    if (used != 0 && used >= seen && may_look_ahead()) {
      seen = used + look_ahead(stream_, input.substr(used), server_.engine);
    }
    const codec::Step step = stream_.next(input.substr(used));
    const std::string_view octets = step.octets(input.substr(used));
    switch (step.event) {
      case codec::Event::need_more:
        put_aside();
        return used + step.consumed;
      case codec::Event::head:
        // A retrieval that has filled the output is decoded once more when it goes on.
        if (!on_head(octets, now, output)) return used;
        break;
      case codec::Event::data:
        on_data(octets);
        break;
      case codec::Event::last_data:
        on_data(octets);
        on_data_end(step.terminated, now, output);
        break;
      case codec::Event::rejected:
        on_rejected(output);
        break;
    }
    used += step.consumed;
  }
  put_aside();
  return used;
}

/// What a stranger names is not looked for, lest the time it takes tell what there is.
bool Session::may_look_ahead() const noexcept {
  return sasl_login_ == nullptr || sasl_login_->is_admitted();
}

/// `now` changes when the request moves the clock.
bool Session::on_head(std::string_view head, base::Instant& now, Output& output) noexcept {
  const codec::Request& request = stream_.request();
  if (sasl_login_ != nullptr && !sasl_login_->passes(request)) {
    dialect::refuse_stranger(request, output);
    closing_ = true;
    return true;
  }
  if (const auto size = dialect::block_size(request)) {
    open_block(head, *size);
    return true;
  }
  if (sasl_login_ != nullptr && dialect::as_sasl(request) != nullptr) {
    sasl_login_->perform(request, {}, output);
    return true;
  }
  dialect::Context context{server_.engine, now, output};
  const dialect::After after = dialect::perform(request, progress_, context);
  if (after == dialect::After::resume) return false;
  progress_ = 0;
  switch (after) {
    case dialect::After::nothing:
    case dialect::After::resume:
      break;
    case dialect::After::close:
      closing_ = true;
      break;
    case dialect::After::statistics:
      send_statistics(now, output);
      break;
    case dialect::After::verbosity:
      if (const auto level = dialect::reply_verbosity(request, output)) {
        server_.log.set_level(*level);
      }
      break;
    case dialect::After::certificates:
      refresh_certificates(output);
      break;
    case dialect::After::clock:
      move_clock(now, output);
      break;
  }
  return true;
}

/// Requires: a head with a data block was found.
void Session::open_block(std::string_view head, std::uint32_t size) noexcept {
  const codec::Request& request = stream_.request();
  block_ = {.open = true, .head = head, .size = size};
  if (sasl_login_ != nullptr && dialect::as_sasl(request) != nullptr) {
    if (!sasl_login_->wants_value(request)) stream_.skip_data();
    return;
  }
  block_.admitted = dialect::admit(request, server_.engine);
  if (block_.admitted != engine::Verdict::stored) stream_.skip_data();
}

void Session::on_data(std::string_view chunk) noexcept {
  if (pending_ != nullptr) {
    pending_->value.append(chunk);
  } else {
    block_.value = chunk;
  }
}

void Session::on_data_end(bool terminated, base::Instant now, Output& output) noexcept {
  const bool apart = pending_ != nullptr;
  const codec::Request& request = apart ? pending_->request : stream_.request();
  const dialect::Block block{.value = apart ? std::string_view(pending_->value) : block_.value,
                             .terminated = terminated,
                             .admitted = block_.admitted};
  if (sasl_login_ != nullptr && dialect::as_sasl(request) != nullptr) {
    sasl_login_->perform(request, block.value, output);
  } else {
    dialect::Context context{server_.engine, now, output};
    dialect::perform(request, block, context);
  }
  block_ = {};
  pending_.reset();
}

void Session::on_rejected(Output& output) noexcept {
  if (sasl_login_ != nullptr && !sasl_login_->passes(stream_.rejection())) {
    dialect::refuse_stranger(stream_.rejection(), output);
    closing_ = true;
    return;
  }
  dialect::reply_rejected(stream_.rejection(), output);
  if (stream_.rejection().fatal) closing_ = true;
}

/// Copies what the caller is about to take away from under an open data block.
void Session::put_aside() noexcept {
  if (!block_.open || pending_ != nullptr) return;
  pending_ = std::make_unique<Pending>();
  pending_->head = block_.head;
  pending_->value = block_.value;
  codec::decode_head(pending_->head, stream_.limits(), pending_->request);
  block_.head = {};
  block_.value = {};
}

void Session::send_statistics(base::Instant now, Output& output) noexcept {
  const codec::Request& request = stream_.request();
  const std::string_view words = dialect::statistics_question(request);
  const admin::Question question = dialect::is_binary(request) ? admin::read_binary_question(words)
                                                               : admin::read_text_question(words);
  const admin::StatisticsReply reply = server_.statistics.answer(question, server_.engine, now);
  switch (reply.kind) {
    case admin::StatisticsReply::Kind::list:
      dialect::reply_statistics(request, reply.list, output);
      break;
    case admin::StatisticsReply::Kind::prefixes:
      dialect::reply_prefixes(request, reply.prefixes, output);
      break;
    case admin::StatisticsReply::Kind::items:
      dialect::reply_items(reply.items, output);
      break;
    case admin::StatisticsReply::Kind::reset:
      dialect::reply_statistics_reset(request, output);
      break;
    case admin::StatisticsReply::Kind::done:
      dialect::reply_statistics_done(request, output);
      break;
    case admin::StatisticsReply::Kind::refused:
      dialect::refuse_statistics(request, words_of(reply.refusal), output);
      break;
  }
}

void Session::refresh_certificates(Output& output) noexcept {
  std::optional<std::string> problem(dialect::kNoTls);
  if (server_.refresh_certificates) problem = server_.refresh_certificates();
  dialect::reply_certificates(stream_.request(), problem.value_or(""), output);
}

void Session::move_clock(base::Instant& now, Output& output) noexcept {
  const codec::Request& request = stream_.request();
  const auto order = dialect::clock_order(request);
  const bool is_possible = order && server_.clock != nullptr;
  dialect::reply_clock(request, is_possible, output);
  if (!is_possible) return;
  switch (order->kind) {
    case dialect::ClockOrder::Kind::pause:
      server_.clock->pause();
      break;
    case dialect::ClockOrder::Kind::resume:
      server_.clock->resume();
      break;
    case dialect::ClockOrder::Kind::step:
      server_.clock->step(order->seconds);
      break;
  }
  now = server_.clock->now();
}

}  // namespace mcspec::session
