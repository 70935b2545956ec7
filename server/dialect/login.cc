#include "server/dialect/login.h"

#include <variant>

#include "codec/binary/reply.h"
#include "codec/classic/reply.h"
#include "server/dialect/binary.h"
#include "server/dialect/fault_text.h"
#include "server/dialect/text_reply.h"

namespace mcspec::dialect {

using codec::binary::Header;
using codec::binary::Opcode;
using codec::binary::Packet;
using codec::binary::Status;

void reply_credentials(bool admitted, base::Output& output) noexcept {
  if (admitted) return put(output, codec::classic::Line::stored);
  put_line(output, kAuthenticationFailure);
}

void reply_no_credentials(codec::Fault fault, base::Output& output) noexcept {
  put_line(output, fault_text(fault));
}

const Packet* as_sasl(const codec::Request& request) noexcept {
  const auto* packet = std::get_if<Packet>(&request);
  if (packet == nullptr) return nullptr;
  switch (packet->info->opcode) {
    case Opcode::sasl_list_mechanisms:
    case Opcode::sasl_auth:
    case Opcode::sasl_step:
      return packet;
    default:
      return nullptr;
  }
}

bool precedes_authentication(std::uint8_t opcode) noexcept {
  switch (static_cast<Opcode>(opcode)) {
    case Opcode::sasl_list_mechanisms:
    case Opcode::sasl_auth:
    case Opcode::sasl_step:
    case Opcode::version:
      return true;
    default:
      return false;
  }
}

void refuse_stranger(const codec::Request& request, base::Output& output) noexcept {
  const auto* packet = std::get_if<Packet>(&request);
  if (packet != nullptr) binary::put_status(packet->header, Status::auth_error, output);
}

void refuse_stranger(const codec::Rejection& rejection, base::Output& output) noexcept {
  binary::put_status(rejection.header, Status::auth_error, output);
}

void reply_sasl(const Header& request, SaslReply reply, std::string_view words,
                base::Output& output) noexcept {
  switch (reply) {
    case SaslReply::mechanisms:
      return binary::put_words(request, Status::success, words, output);
    case SaslReply::admitted:
      return binary::put_words(request, Status::success, kAuthenticated, output);
    case SaslReply::more:
      return binary::put_words(request, Status::auth_continue, words, output);
    case SaslReply::refused:
      return binary::put_status(request, Status::auth_error, output);
    case SaslReply::mechanism_too_long:
      return binary::put_status(request, Status::invalid_arguments, output);
    case SaslReply::data_too_long:
      return binary::put_words(request, Status::out_of_memory, kNoMemoryForSasl, output);
  }
}

}  // namespace mcspec::dialect
