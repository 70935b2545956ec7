#include "server/session/sasl_login.h"

#include <variant>

#include "server/dialect/login.h"

namespace mcspec::session {
namespace {

using auth::SaslExchange;
using codec::binary::Opcode;
using codec::binary::Packet;
using dialect::SaslReply;

/// Source: memcached 1.6.45, memcached.h, MAX_SASL_MECH_LEN.
constexpr std::size_t kMechanismSizeMax = 32;

}  // namespace

bool SaslLogin::passes(const codec::Request& request) const noexcept {
  if (admitted_) return true;
  const auto* packet = std::get_if<Packet>(&request);
  return packet != nullptr && dialect::precedes_authentication(packet->header.opcode);
}

bool SaslLogin::passes(const codec::Rejection& rejection) const noexcept {
  if (admitted_) return true;
  switch (rejection.fault) {
    case codec::Fault::unknown_opcode:
    case codec::Fault::key_too_long:
    case codec::Fault::bad_shape:
      return dialect::precedes_authentication(rejection.header.opcode);
    default:
      // Its lengths make no sense: nobody can say which command it is.
      return true;
  }
}

bool SaslLogin::wants_value(const codec::Request& request) const noexcept {
  const Packet& packet = *dialect::as_sasl(request);
  return packet.key.size() <= kMechanismSizeMax &&
         packet.value_size <= server_.limits.credentials_size_max;
}

void SaslLogin::perform(const codec::Request& request, std::string_view value,
                        base::Output& output) noexcept {
  const Packet& packet = *dialect::as_sasl(request);
  if (packet.key.size() > kMechanismSizeMax) {
    return reply_sasl(packet.header, SaslReply::mechanism_too_long, {}, output);
  }
  if (packet.value_size > server_.limits.credentials_size_max) {
    return reply_sasl(packet.header, SaslReply::data_too_long, {}, output);
  }
  admitted_ = false;
  if (packet.info->opcode == Opcode::sasl_list_mechanisms) {
    const std::string_view names = exchange().mechanisms();
    const SaslReply reply = names.empty() ? SaslReply::refused : SaslReply::mechanisms;
    return reply_sasl(packet.header, reply, names, output);
  }
  const SaslExchange::Outcome outcome = attempt(packet, value);
  if (outcome == SaslExchange::Outcome::more) {
    return reply_sasl(packet.header, SaslReply::more, exchange().challenge(), output);
  }
  admitted_ = outcome == SaslExchange::Outcome::admitted;
  server_.authentication.count(admitted_);
  if (!admitted_) server_.log.write(1, "authentication failed");
  reply_sasl(packet.header, admitted_ ? SaslReply::admitted : SaslReply::refused, {}, output);
}

SaslExchange& SaslLogin::exchange() noexcept {
  if (exchange_ == nullptr) exchange_ = std::make_unique<SaslExchange>();
  return *exchange_;
}

SaslExchange::Outcome SaslLogin::attempt(const Packet& packet, std::string_view value) noexcept {
  if (packet.info->opcode == Opcode::sasl_step) return exchange().step(value);
  return exchange().start(packet.key, value);
}

}  // namespace mcspec::session
