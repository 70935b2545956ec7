#include "server/dialect/meta.h"

#include <optional>
#include <variant>

#include "codec/base64.h"
#include "codec/meta/reply.h"
#include "codec/number.h"
#include "server/dialect/fault_text.h"
#include "server/dialect/text_reply.h"
#include "server/engine/expiry.h"
#include "server/store/item_size.h"

namespace mcspec::dialect::meta {
namespace {

using codec::Writer;
using codec::meta::encode_flag;
using codec::meta::Flag;
using codec::meta::Flags;
using codec::meta::Status;
using engine::Outcome;
using engine::Verdict;
namespace wire = codec::meta;

/// Most octets of a head: twenty tokens, of which the key may have 336 octets when encoded, the
/// opaque 32, and no number more than 20.
constexpr std::size_t kHeadSizeMax = 1024;

std::optional<engine::Exptime> time_of(const Flags& flags, char code) noexcept {
  if (!flags.has(code)) return std::nullopt;
  return codec::parse_decimal<std::int32_t>(flags.token(code), codec::policy::k32Bit).value_or(0);
}

std::optional<std::uint64_t> number_of(const Flags& flags, char code) noexcept {
  if (!flags.has(code)) return std::nullopt;
  return codec::parse_decimal<std::uint64_t>(flags.token(code), codec::policy::k64Bit).value_or(0);
}

/// Whether `code` stands to the right of `other`; false unless both were sent.
bool stands_after(const Flags& flags, char code, char other) noexcept {
  bool seen = false;
  for (const Flag flag : flags) {
    if (flag.code == other) seen = true;
    if (flag.code == code) return seen;
  }
  return false;
}

/// The expiration of what N creates: a T further right has the last word.
std::optional<engine::Exptime> vivify_of(const Flags& flags) noexcept {
  if (!flags.has('N')) return std::nullopt;
  return time_of(flags, stands_after(flags, 'T', 'N') ? 'T' : 'N');
}

/// k, in base64 with a b behind it where the key is not to be shown as it is.
void put_key(Writer& writer, std::string_view key, bool encoded) noexcept {
  if (!encoded) return encode_flag(writer, 'k', key);
  std::array<char, codec::base64::encoded_size(256)> text;
  const std::size_t size = codec::base64::encode(key, text);
  encode_flag(writer, 'k', std::string_view(text.data(), size));
  writer.put(" b");
}

/// The flags that are echoed with every status: O and k, in the order of the request.
void put_echo(Writer& writer, const Flag& flag, const Key& key) noexcept {
  if (flag.code == 'O') encode_flag(writer, 'O', flag.token);
  if (flag.code == 'k') put_key(writer, key.bytes(), key.encoded());
}

void put_status(base::Output& output, Status status, const Flags& flags, const Key& key) noexcept {
  put_reply(output, kHeadSizeMax, [&](Writer& writer) {
    wire::encode_status(writer, status);
    for (const Flag flag : flags) put_echo(writer, flag, key);
    wire::encode_end(writer);
  });
}

/// What t shows depends on where it stands: T and N change it from there on.
class TimeToLive {
 public:
  TimeToLive(const Outcome& outcome, base::Instant now) noexcept
      : created_(outcome.created), now_(now), deadline_(outcome.deadline_before) {}

  void pass(const Flag& flag) noexcept {
    if (flag.code != 'T' && !(flag.code == 'N' && created_)) return;
    const auto sent =
        codec::parse_decimal<std::int32_t>(flag.token, codec::policy::k32Bit).value_or(0);
    deadline_ = engine::expires_at(sent, now_);
  }

  std::int64_t seconds() const noexcept { return engine::time_to_live(deadline_, now_); }

 private:
  bool created_;
  base::Instant now_;
  base::Instant deadline_;
};

void put_fetched_flags(Writer& writer, const Flags& flags, const Outcome& outcome,
                       const Context& context) noexcept {
  TimeToLive ttl(outcome, context.now);
  for (const Flag flag : flags) {
    ttl.pass(flag);
    switch (flag.code) {
      case 'c':
        encode_flag(writer, 'c', outcome.cas);
        break;
      case 'f':
        encode_flag(writer, 'f', outcome.item.flags());
        break;
      case 'h':
        encode_flag(writer, 'h', outcome.fetched_before ? 1 : 0);
        break;
      case 'k':
        put_key(writer, outcome.item.key(), outcome.item.encoded_key());
        break;
      case 'l':
        encode_flag(writer, 'l', context.now - outcome.last_read_before);
        break;
      case 'O':
        encode_flag(writer, 'O', flag.token);
        break;
      case 's':
        encode_flag(writer, 's', outcome.item.value().size());
        break;
      case 't':
        encode_flag(writer, 't', ttl.seconds());
        break;
      default:
        break;
    }
  }
  if (outcome.win_sent) writer.put(" Z");
  if (outcome.stale) writer.put(" X");
  if (outcome.won) writer.put(" W");
}

std::uint64_t accounted_size(const store::ItemRef& item, Context& context) noexcept {
  return context.engine.storage().accounted_size(item.key().size(), item.flags(),
                                                 item.value().size());
}

void get(const wire::Get& command, Context& context) noexcept {
  const Key key(command.key, command.flags.has('b'));
  const Outcome outcome = context.engine.execute(to_operation(command, key), context.now);
  if (outcome.verdict == Verdict::out_of_memory) {
    return put_line(context.output, kNoMemoryToCreate);
  }
  if (outcome.verdict != Verdict::found) {
    if (!command.flags.has('q')) put_status(context.output, Status::en, command.flags, key);
    return;
  }
  const bool is_same = command.flags.has('C') && number_of(command.flags, 'C') == outcome.cas;
  const bool with_value = command.flags.has('v') && !is_same;
  const std::string_view value = with_value ? outcome.item.value() : std::string_view();
  put_reply(context.output, kHeadSizeMax + value.size() + 2, [&](Writer& writer) {
    if (with_value) {
      wire::encode_value_status(writer, static_cast<std::uint32_t>(value.size()));
    } else {
      wire::encode_status(writer, Status::hd);
    }
    put_fetched_flags(writer, command.flags, outcome, context);
    wire::encode_end(writer);
    if (with_value) writer.put(value).put("\r\n");
  });
}

void remove(const wire::Delete& command, Context& context) noexcept {
  const Key key(command.key, command.flags.has('b'));
  const Verdict verdict = context.engine.execute(to_operation(command, key), context.now).verdict;
  if (verdict == Verdict::out_of_memory) return put_line(context.output, kNoMemory);
  if (verdict == Verdict::not_found) {
    return put_status(context.output, Status::nf, command.flags, key);
  }
  if (verdict == Verdict::exists) {
    return put_status(context.output, Status::ex, command.flags, key);
  }
  if (!command.flags.has('q')) put_status(context.output, Status::hd, command.flags, key);
}

void put_number(const wire::Arithmetic& command, const Key& key, const Outcome& outcome,
                const Context& context) noexcept {
  std::array<char, 24> digits;
  Writer number(digits);
  number.put_decimal(outcome.number);
  put_reply(context.output, kHeadSizeMax, [&](Writer& writer) {
    if (command.flags.has('v')) {
      wire::encode_value_status(writer, static_cast<std::uint32_t>(number.size()));
    } else {
      wire::encode_status(writer, Status::hd);
    }
    TimeToLive ttl(outcome, context.now);
    for (const Flag flag : command.flags) {
      ttl.pass(flag);
      put_echo(writer, flag, key);
      if (flag.code == 'c') encode_flag(writer, 'c', outcome.cas);
      if (flag.code == 't') encode_flag(writer, 't', ttl.seconds());
    }
    wire::encode_end(writer);
    if (command.flags.has('v')) writer.put(number.written()).put("\r\n");
  });
}

void add_or_subtract(const wire::Arithmetic& command, Context& context) noexcept {
  const Key key(command.key, command.flags.has('b'));
  const Outcome outcome = context.engine.execute(to_operation(command, key), context.now);
  switch (outcome.verdict) {
    case Verdict::stored:
      if (!command.flags.has('q')) put_number(command, key, outcome, context);
      return;
    case Verdict::exists:
      return put_status(context.output, Status::ex, command.flags, key);
    case Verdict::not_a_number:
      return put_line(context.output, kNotANumber);
    case Verdict::out_of_memory:
    case Verdict::too_large:
      return put_line(context.output, command.flags.has('N') ? kNoMemoryToCreate : kNoMemory);
    case Verdict::not_stored:
      return put_status(context.output, Status::ns, command.flags, key);
    case Verdict::found:
    case Verdict::not_found:
    case Verdict::removed:
    case Verdict::flushed:
      return put_status(context.output, Status::nf, command.flags, key);
  }
}

/// `ME <key> exp=<n> la=<n> cas=<n> fetch=<yes|no> cls=<n> size=<n>`: what an operator wants to
/// know of one item. Source: proto_text.c, process_meta_command.
void debug(const wire::Debug& command, Context& context) noexcept {
  context.engine.count_inspection();
  const Key key(command.key, command.encoded_key);
  engine::Fetch operation;
  operation.key = key.bytes();
  operation.bump = false;
  operation.count = engine::Fetch::Count::none;
  const Outcome outcome = context.engine.execute(operation, context.now);
  put_reply(context.output, kHeadSizeMax, [&](Writer& writer) {
    if (outcome.verdict != Verdict::found) {
      wire::encode_status(writer, Status::en);
      return wire::encode_end(writer);
    }
    wire::encode_status(writer, Status::me);
    writer.put(' ');
    const std::string_view shown = outcome.item.key();
    std::array<char, codec::base64::encoded_size(256)> text;
    if (outcome.item.encoded_key()) {
      writer.put(std::string_view(text.data(), codec::base64::encode(shown, text)));
    } else {
      writer.put(shown);
    }
    writer.put(" exp=").put_decimal(engine::time_to_live(outcome.deadline_before, context.now));
    writer.put(" la=").put_decimal(context.now - outcome.last_read_before);
    writer.put(" cas=").put_decimal(outcome.cas);
    writer.put(outcome.fetched_before ? " fetch=yes" : " fetch=no");
    // One class holds items of every size here.
    writer.put(" cls=1 size=").put_decimal(accounted_size(outcome.item, context));
    wire::encode_end(writer);
  });
}

}  // namespace

Key::Key(codec::Bytes sent, bool encoded) noexcept : bytes_(sent), encoded_(encoded) {
  if (!encoded) return;
  const std::size_t size = codec::base64::decode(sent, decoded_).value_or(0);
  bytes_ = std::string_view(decoded_.data(), size);
}

engine::Fetch to_operation(const wire::Get& command, const Key& key) noexcept {
  const Flags& flags = command.flags;
  engine::Fetch operation;
  operation.key = key.bytes();
  operation.encoded_key = key.encoded();
  operation.bump = !flags.has('u');
  operation.may_win = true;
  operation.expiry = time_of(flags, 'T');
  operation.vivify = vivify_of(flags);
  operation.set_cas = number_of(flags, 'E');
  operation.recache = time_of(flags, 'R');
  operation.recache_after_expiry = stands_after(flags, 'R', 'T');
  return operation;
}

engine::Store to_operation(const wire::Set& command, const Key& key,
                           std::string_view value) noexcept {
  const Flags& flags = command.flags;
  engine::Store operation;
  operation.key = key.bytes();
  operation.encoded_key = key.encoded();
  operation.value = value;
  operation.flags =
      codec::parse_decimal<std::uint32_t>(flags.token('F'), codec::policy::k32Bit).value_or(0);
  operation.expiry = time_of(flags, 'T').value_or(0);
  operation.set_cas = number_of(flags, 'E');
  operation.compare_cas = number_of(flags, 'C');
  // Unlike in the classic dialect the old value goes whatever the mode. Source: proto_parser.c,
  // process_mset_cmd_start.
  operation.forget_on_failure = true;
  switch (command.mode) {
    case wire::Set::Mode::set:
      operation.mode = engine::Store::Mode::set;
      operation.invalidate = flags.has('I');
      break;
    case wire::Set::Mode::add:
      operation.mode = engine::Store::Mode::add;
      operation.compare_cas.reset();
      break;
    case wire::Set::Mode::replace:
      operation.mode = engine::Store::Mode::replace;
      operation.invalidate = flags.has('I');
      break;
    case wire::Set::Mode::append:
    case wire::Set::Mode::prepend:
      operation.mode = command.mode == wire::Set::Mode::append ? engine::Store::Mode::append
                                                               : engine::Store::Mode::prepend;
      operation.vivify = time_of(flags, 'N');
      if (operation.compare_cas == 0) operation.compare_cas.reset();
      break;
  }
  return operation;
}

engine::Remove to_operation(const wire::Delete& command, const Key& key) noexcept {
  const Flags& flags = command.flags;
  engine::Remove operation;
  operation.key = key.bytes();
  operation.compare_cas = number_of(flags, 'C');
  operation.invalidate = flags.has('I');
  operation.clear_value = flags.has('x');
  operation.expiry = time_of(flags, 'T');
  operation.set_cas = number_of(flags, 'E');
  if (flags.has('F')) {
    operation.flags =
        codec::parse_decimal<std::uint32_t>(flags.token('F'), codec::policy::k32Bit).value_or(0);
  }
  return operation;
}

engine::Arithmetic to_operation(const wire::Arithmetic& command, const Key& key) noexcept {
  const Flags& flags = command.flags;
  engine::Arithmetic operation;
  operation.key = key.bytes();
  operation.encoded_key = key.encoded();
  operation.delta = number_of(flags, 'D').value_or(1);
  operation.decrement = command.decrement;
  operation.compare_cas = number_of(flags, 'C');
  if (operation.compare_cas == 0) operation.compare_cas.reset();
  operation.set_cas = number_of(flags, 'E');
  operation.expiry = time_of(flags, 'T');
  operation.vivify = vivify_of(flags);
  operation.initial = number_of(flags, 'J').value_or(0);
  return operation;
}

void perform(const wire::Command& command, Context& context) noexcept {
  if (const auto* fetch = std::get_if<wire::Get>(&command)) {
    get(*fetch, context);
  } else if (const auto* removal = std::get_if<wire::Delete>(&command)) {
    remove(*removal, context);
  } else if (const auto* arithmetic = std::get_if<wire::Arithmetic>(&command)) {
    add_or_subtract(*arithmetic, context);
  } else if (const auto* item = std::get_if<wire::Debug>(&command)) {
    debug(*item, context);
  } else if (std::holds_alternative<wire::Noop>(command)) {
    put_line(context.output, "MN");
  }
}

namespace {

void put_stored(const wire::Set& command, const Key& key, Status status, std::uint64_t cas,
                std::size_t value_size, base::Output& output) noexcept {
  put_reply(output, kHeadSizeMax, [&](Writer& writer) {
    wire::encode_status(writer, status);
    for (const Flag flag : command.flags) {
      put_echo(writer, flag, key);
      if (flag.code == 'c') encode_flag(writer, 'c', cas);
      if (flag.code == 's') encode_flag(writer, 's', value_size);
    }
    wire::encode_end(writer);
  });
}

Status to_status(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::stored:
      return Status::hd;
    case Verdict::exists:
      return Status::ex;
    case Verdict::not_found:
      return Status::nf;
    case Verdict::found:
    case Verdict::removed:
    case Verdict::flushed:
    case Verdict::not_stored:
    case Verdict::not_a_number:
    case Verdict::too_large:
    case Verdict::out_of_memory:
      return Status::ns;
  }
  return Status::ns;
}

}  // namespace

void perform(const wire::Set& command, const Block& block, Context& context) noexcept {
  const Key key(command.key, command.flags.has('b'));
  const engine::Store operation = to_operation(command, key, block.value);
  if (block.admitted != Verdict::stored) {
    context.engine.refuse(operation.key, operation.forget_on_failure, context.now);
    return put_line(context.output, kTooLarge);
  }
  if (!block.terminated) {
    context.engine.discard();
    return put_line(context.output, kBadDataChunk);
  }

  const Outcome outcome = context.engine.execute(operation, context.now);
  if (outcome.verdict == Verdict::too_large) return put_line(context.output, kTooLarge);
  if (outcome.verdict == Verdict::out_of_memory) {
    return put_line(context.output, kNoMemoryToStore);
  }
  const bool stored = outcome.verdict == Verdict::stored;
  if (stored && command.flags.has('q')) return;
  put_stored(command, key, to_status(outcome.verdict), stored ? outcome.cas : 0,
             stored ? outcome.item.value().size() : block.value.size(), context.output);
}

}  // namespace mcspec::dialect::meta
