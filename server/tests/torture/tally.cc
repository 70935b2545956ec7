#include "server/tests/torture/tally.h"

namespace mcspec::tests::torture {

void Tally::add(const Tally& other) {
  sent += other.sent;
  connections += other.connections;
  gets.add(other.gets);
  sets.add(other.sets);
  flushes.add(other.flushes);
  increments.add(other.increments);
}

void Tally::note_sent(const Request& request) {
  ++sent;
  const bool is_malformed = request.op == Op::malformed;
  // gat and touch are counted as retrievals by some servers in some dialects.
  const bool may_get =
      request.op == Op::get || request.op == Op::gat || request.op == Op::touch || is_malformed;
  if (may_get) ++gets.most;
  if (sends_value(request.op) || is_malformed) ++sets.most;
  if (request.op == Op::flush) ++flushes.most;
  if (request.op == Op::increment || is_malformed) ++increments.most;
}

void Tally::note_done(const Request& request, Outcome outcome) {
  // What is refused is counted or not, according to when the server found out.
  if (outcome == Outcome::refused_by_server || outcome == Outcome::refused) return;
  if (request.op == Op::get) ++gets.least;
  if (sends_value(request.op)) ++sets.least;
  if (request.op == Op::flush) ++flushes.least;
  if (request.op == Op::increment) ++increments.least;
}

}  // namespace mcspec::tests::torture
