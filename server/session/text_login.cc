#include "server/session/text_login.h"

#include "server/dialect/login.h"

namespace mcspec::session {

using codec::classic::AuthenticationEvent;
using codec::classic::AuthenticationStep;

std::size_t TextLogin::receive(std::string_view input, base::Output& output) noexcept {
  std::size_t used = 0;
  while (!admitted_ && !closing_ && !output.is_full()) {
    const AuthenticationStep step = stream_.next(input.substr(used));
    switch (step.event) {
      case AuthenticationEvent::need_more:
        return used;
      case AuthenticationEvent::credentials:
        judge(output);
        break;
      case AuthenticationEvent::rejected:
        closing_ = step.fatal;
        if (!closing_) dialect::reply_no_credentials(step.fault, output);
        break;
    }
    used += step.consumed;
  }
  return used;
}

void TextLogin::judge(base::Output& output) noexcept {
  const codec::classic::Credentials& credentials = stream_.credentials();
  admitted_ = server_.users->admit(credentials.user, credentials.password);
  server_.authentication.count(admitted_);
  if (!admitted_) server_.log.write(1, "authentication failed");
  dialect::reply_credentials(admitted_, output);
}

}  // namespace mcspec::session
