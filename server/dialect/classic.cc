#include "server/dialect/classic.h"

#include <variant>

#include "codec/classic/reply.h"
#include "codec/tokens.h"
#include "server/base/version.h"
#include "server/dialect/fault_text.h"
#include "server/dialect/text_reply.h"

namespace mcspec::dialect::classic {
namespace {

using codec::Bytes;
using codec::Writer;
using codec::classic::Line;
using engine::Outcome;
using engine::Verdict;
namespace wire = codec::classic;

/// No number and no version is longer.
constexpr std::size_t kShortLineSizeMax = 64;

engine::Store::Mode to_mode(wire::Store::Verb verb) noexcept {
  switch (verb) {
    case wire::Store::Verb::set:
    case wire::Store::Verb::cas:
      return engine::Store::Mode::set;
    case wire::Store::Verb::add:
      return engine::Store::Mode::add;
    case wire::Store::Verb::replace:
      return engine::Store::Mode::replace;
    case wire::Store::Verb::append:
      return engine::Store::Mode::append;
    case wire::Store::Verb::prepend:
      return engine::Store::Mode::prepend;
  }
  return engine::Store::Mode::set;
}

void put_item(base::Output& output, const store::ItemRef& item, Bytes key, bool with_cas) noexcept {
  const std::string_view value = item.value();
  wire::ValueHead head{.key = key,
                       .flags = item.flags(),
                       .size = static_cast<std::uint32_t>(value.size()),
                       .unique = std::nullopt};
  if (with_cas) head.unique = item.cas();
  put_reply(output, wire::kValueHeadSizeMax + value.size() + 2, [&](Writer& writer) {
    encode(writer, head);
    writer.put(value).put("\r\n");
  });
}

/// How many keys of a retrieval memory is fetched for while one is looked up.
constexpr int kKeysAhead = 8;

bool prefetch_next(codec::Tokens& keys, Context& context) noexcept {
  const Bytes key = keys.next();
  if (key.empty()) return false;
  context.engine.prefetch(key);
  return true;
}

After retrieve(const wire::Retrieve& command, std::size_t& progress, Context& context) noexcept {
  const Bytes text = command.keys.text();
  codec::Tokens keys(text.substr(progress));
  codec::Tokens coming = keys;
  coming.next();
  for (int ahead = 0; ahead < kKeysAhead && prefetch_next(coming, context); ++ahead) continue;
  for (Bytes key = keys.next(); !key.empty(); key = keys.next()) {
    prefetch_next(coming, context);
    const Outcome outcome = context.engine.execute(to_operation(command, key), context.now);
    context.engine.prefixes().count_get(key, outcome.verdict == Verdict::found);
    if (outcome.verdict == Verdict::found) {
      put_item(context.output, outcome.item, key, command.with_cas);
    }
    if (context.output.is_full()) {
      progress = text.size() - keys.rest().size();
      return After::resume;
    }
  }
  put(context.output, Line::end);
  return After::nothing;
}

void reply(const Outcome& outcome, Line done, base::Output& output) noexcept {
  put(output, outcome.verdict == Verdict::not_found ? Line::not_found : done);
}

void remove(const wire::Delete& command, Context& context) noexcept {
  context.engine.prefixes().count_delete(command.key);
  const Outcome outcome = context.engine.execute(to_operation(command), context.now);
  if (!command.noreply) reply(outcome, Line::deleted, context.output);
}

void touch(const wire::Touch& command, Context& context) noexcept {
  const Outcome outcome = context.engine.execute(to_operation(command), context.now);
  if (!command.noreply) reply(outcome, Line::touched, context.output);
}

void add_or_subtract(const wire::Arithmetic& command, Context& context) noexcept {
  const Outcome outcome = context.engine.execute(to_operation(command), context.now);
  if (command.noreply) return;
  switch (outcome.verdict) {
    case Verdict::stored:
      put_reply(context.output, kShortLineSizeMax,
                [&](Writer& writer) { wire::encode_number(writer, outcome.number); });
      return;
    case Verdict::not_a_number:
      put_line(context.output, kNotANumber);
      return;
    case Verdict::out_of_memory:
    case Verdict::too_large:
      put_line(context.output, kNoMemory);
      return;
    case Verdict::found:
    case Verdict::not_found:
    case Verdict::removed:
    case Verdict::flushed:
    case Verdict::exists:
    case Verdict::not_stored:
      put(context.output, Line::not_found);
      return;
  }
}

void flush(const wire::FlushAll& command, Context& context) noexcept {
  context.engine.execute(to_operation(command), context.now);
  if (!command.noreply) put(context.output, Line::ok);
}

After administer(const wire::Admin& command, Context& context) noexcept {
  switch (command.verb) {
    case wire::Admin::Verb::version:
      put_reply(context.output, kShortLineSizeMax,
                [](Writer& writer) { wire::encode_version(writer, base::kProtocolVersion); });
      return After::nothing;
    case wire::Admin::Verb::stats:
      return After::statistics;
    case wire::Admin::Verb::verbosity:
      return After::verbosity;
    case wire::Admin::Verb::debugtime:
      return After::clock;
    case wire::Admin::Verb::refresh_certs:
      return After::certificates;
    case wire::Admin::Verb::watch:
    case wire::Admin::Verb::shutdown:
    case wire::Admin::Verb::cache_memlimit:
    case wire::Admin::Verb::slabs:
    case wire::Admin::Verb::lru:
    case wire::Admin::Verb::lru_crawler:
    case wire::Admin::Verb::extstore:
      if (!command.noreply) put_line(context.output, kUnknownCommand);
      return After::nothing;
  }
  return After::nothing;
}

}  // namespace

engine::Store to_operation(const wire::Store& command, std::string_view value) noexcept {
  engine::Store operation;
  operation.key = command.key;
  operation.value = value;
  operation.flags = static_cast<std::uint32_t>(command.flags);
  // memcached keeps the low half of a time beyond 32 bits. Source: util.c, safe_strtol.
  operation.expiry = static_cast<std::int32_t>(command.exptime);
  operation.mode = to_mode(command.verb);
  if (command.verb == wire::Store::Verb::cas) operation.compare_cas = command.unique;
  operation.forget_on_failure = command.verb == wire::Store::Verb::set;
  return operation;
}

engine::Fetch to_operation(const wire::Retrieve& command, std::string_view key) noexcept {
  engine::Fetch operation;
  operation.key = key;
  if (command.exptime) {
    operation.count = engine::Fetch::Count::get_and_touch;
    operation.expiry = *command.exptime;
  }
  return operation;
}

engine::Fetch to_operation(const wire::Touch& command) noexcept {
  engine::Fetch operation;
  operation.key = command.key;
  operation.count = engine::Fetch::Count::touch;
  operation.expiry = command.exptime;
  return operation;
}

engine::Remove to_operation(const wire::Delete& command) noexcept {
  engine::Remove operation;
  operation.key = command.key;
  return operation;
}

engine::Arithmetic to_operation(const wire::Arithmetic& command) noexcept {
  engine::Arithmetic operation;
  operation.key = command.key;
  operation.delta = command.delta;
  operation.decrement = command.decrement;
  return operation;
}

engine::Flush to_operation(const wire::FlushAll& command) noexcept {
  return {.delay = command.delay.value_or(0)};
}

After perform(const wire::Command& command, std::size_t& progress, Context& context) noexcept {
  if (const auto* get = std::get_if<wire::Retrieve>(&command)) {
    return retrieve(*get, progress, context);
  }
  if (const auto* admin = std::get_if<wire::Admin>(&command)) return administer(*admin, context);
  if (std::holds_alternative<wire::Quit>(command)) return After::close;

  if (const auto* removal = std::get_if<wire::Delete>(&command)) {
    remove(*removal, context);
  } else if (const auto* arithmetic = std::get_if<wire::Arithmetic>(&command)) {
    add_or_subtract(*arithmetic, context);
  } else if (const auto* touched = std::get_if<wire::Touch>(&command)) {
    touch(*touched, context);
  } else if (const auto* flushed = std::get_if<wire::FlushAll>(&command)) {
    flush(*flushed, context);
  }
  return After::nothing;
}

namespace {

void reply(const wire::Store& command, Verdict verdict, base::Output& output) noexcept {
  if (command.noreply) return;
  switch (verdict) {
    case Verdict::stored:
      return put(output, Line::stored);
    case Verdict::exists:
      return put(output, Line::exists);
    case Verdict::not_found:
      return put(output, Line::not_found);
    case Verdict::too_large:
      return put_line(output, kTooLarge);
    case Verdict::out_of_memory:
      return put_line(output, kNoMemoryToStore);
    case Verdict::found:
    case Verdict::not_stored:
    case Verdict::removed:
    case Verdict::flushed:
    case Verdict::not_a_number:
      return put(output, Line::not_stored);
  }
}

}  // namespace

void perform(const wire::Store& command, const Block& block, Context& context) noexcept {
  const engine::Store operation = to_operation(command, block.value);
  context.engine.prefixes().count_set(operation.key);
  if (block.admitted != Verdict::stored) {
    context.engine.refuse(operation.key, operation.forget_on_failure, context.now);
    return reply(command, block.admitted, context.output);
  }
  if (!block.terminated) {
    context.engine.discard();
    if (!command.noreply) put_line(context.output, kBadDataChunk);
    return;
  }
  reply(command, context.engine.execute(operation, context.now).verdict, context.output);
}

}  // namespace mcspec::dialect::classic
