#include "server/tests/torture/encode.h"

#include "codec/binary/opcode.h"

namespace mcspec::tests::torture {
namespace {

using codec::binary::Opcode;

std::string value_of(const Request& request, const Values& values) {
  if (request.family == Family::counter) return std::to_string(request.version);
  std::string value;
  values.append(request.key, request.version, request.size, value);
  return value;
}

const char* classic_verb(Op op) {
  switch (op) {
    case Op::set:
      return "set ";
    case Op::add:
      return "add ";
    case Op::replace:
      return "replace ";
    case Op::append:
      return "append ";
    case Op::prepend:
      return "prepend ";
    case Op::cas:
      return "cas ";
    case Op::get:
      return "gets ";
    case Op::gat:
      return "gats ";
    case Op::touch:
      return "touch ";
    case Op::remove:
      return "delete ";
    case Op::increment:
      return "incr ";
    case Op::flush:
      return "flush_all";
    case Op::noop:
      return "version";
    case Op::malformed:
      return "";
  }
  return "";
}

void encode_classic(const Request& request, std::size_t value_size, std::string& out) {
  if (!request.continues) out += classic_verb(request.op);
  if (request.op == Op::gat) out += std::to_string(request.exptime) + " ";
  out += request.key;
  if (sends_value(request.op)) {
    out += " " + std::to_string(request.flags) + " " + std::to_string(request.exptime) + " " +
           std::to_string(value_size);
  }
  if (request.op == Op::cas) out += " " + std::to_string(request.unique);
  if (request.op == Op::touch) out += " " + std::to_string(request.exptime);
  if (request.op == Op::increment) out += " 1";
  if (request.no_reply) out += " noreply";
  out += request.continued ? " " : "\r\n";
}

const char* meta_mode(Op op) {
  switch (op) {
    case Op::add:
      return " ME";
    case Op::replace:
      return " MR";
    case Op::append:
      return " MA";
    case Op::prepend:
      return " MP";
    case Op::set:
    case Op::cas:
    case Op::get:
    case Op::gat:
    case Op::touch:
    case Op::remove:
    case Op::increment:
    case Op::flush:
    case Op::noop:
    case Op::malformed:
      return "";
  }
  return "";
}

void encode_meta(const Request& request, std::size_t value_size, std::string& out) {
  if (request.op == Op::noop) {
    out += "mn\r\n";
    return;
  }
  const std::string exptime = " T" + std::to_string(request.exptime);
  const std::string& key = request.key;
  if (sends_value(request.op)) {
    out += "ms " + key + " " + std::to_string(value_size) + meta_mode(request.op);
    const bool adds_to_value = request.op == Op::append || request.op == Op::prepend;
    if (!adds_to_value) out += exptime + " F" + std::to_string(request.flags);
    if (request.op == Op::cas) out += " C" + std::to_string(request.unique);
  } else if (request.op == Op::remove) {
    out += "md " + key;
  } else if (request.op == Op::increment) {
    out += "ma " + key + " v D1";
  } else {
    out += "mg " + key;
    if (request.op != Op::touch) out += " v f c";
    if (request.op != Op::get) out += exptime;
  }
  out += " k O" + std::to_string(request.opaque) + (request.quiet ? " q\r\n" : "\r\n");
}

Opcode named_opcode(const Request& request) {
  switch (request.op) {
    case Op::set:
    case Op::cas:
      return request.quiet ? Opcode::setq : Opcode::set;
    case Op::add:
      return Opcode::add;
    case Op::replace:
      return Opcode::replace;
    case Op::append:
      return Opcode::append;
    case Op::prepend:
      return Opcode::prepend;
    case Op::get:
      return request.quiet ? Opcode::getkq : Opcode::getk;
    case Op::gat:
      return Opcode::gat;
    case Op::touch:
      return Opcode::touch;
    case Op::remove:
      return request.quiet ? Opcode::deleteq : Opcode::delete_;
    case Op::increment:
      return Opcode::increment;
    case Op::flush:
      return Opcode::flush;
    case Op::noop:
    case Op::malformed:
      break;
  }
  return Opcode::noop;
}

/// The smallest exptime that is a Unix time: a second more than 30 days.
constexpr std::int32_t kExptimeOver = 60 * 60 * 24 * 30 + 1;

std::string binary_extras(const Request& request) {
  // There are no negative numbers in it: what is meant to be over is sent as a time in 1970.
  const std::int32_t sent = request.exptime < 0 ? kExptimeOver : request.exptime;
  const std::string exptime = big_endian(static_cast<std::uint32_t>(sent), 4);
  if (request.op == Op::gat || request.op == Op::touch) return exptime;
  if (request.op == Op::increment) {
    return big_endian(1, 8) + big_endian(0, 8) + big_endian(0xffffffff, 4);
  }
  const bool has_flags =
      sends_value(request.op) && request.op != Op::append && request.op != Op::prepend;
  return has_flags ? big_endian(request.flags, 4) + exptime : std::string();
}

}  // namespace

std::string big_endian(std::uint64_t number, std::size_t size) {
  std::string octets;
  for (std::size_t left = size; left > 0; --left) {
    octets.push_back(static_cast<char>(number >> (8 * (left - 1))));
  }
  return octets;
}

std::uint8_t opcode_of(const Request& request) {
  if (request.op == Op::malformed) return static_cast<std::uint8_t>(request.octets[1]);
  return static_cast<std::uint8_t>(named_opcode(request));
}

std::string packet(std::uint8_t opcode, const std::string& extras, const std::string& key,
                   const std::string& value, std::uint32_t opaque, std::uint64_t cas) {
  return '\x80' + big_endian(opcode, 1) + big_endian(key.size(), 2) + big_endian(extras.size(), 1) +
         std::string(3, '\0') + big_endian(extras.size() + key.size() + value.size(), 4) +
         big_endian(opaque, 4) + big_endian(cas, 8) + extras + key + value;
}

std::size_t encode(const Request& request, const Values& values, std::string& out) {
  const std::size_t begin = out.size();
  if (request.op == Op::malformed) {
    out += request.octets;
    return request.octets.size();
  }
  const bool has_value = sends_value(request.op);
  const std::string value = has_value ? value_of(request, values) : std::string();
  switch (request.wire) {
    case Wire::classic:
      encode_classic(request, value.size(), out);
      break;
    case Wire::meta:
      encode_meta(request, value.size(), out);
      break;
    case Wire::binary:
      out += packet(opcode_of(request), binary_extras(request), request.key, value, request.opaque,
                    request.unique);
      return out.size() - begin - value.size();
  }
  const std::size_t head_size = out.size() - begin;
  if (has_value) out.append(value).append("\r\n");
  return head_size;
}

}  // namespace mcspec::tests::torture
