#include "server/auth/sasl.h"

#include <sasl/sasl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "server/auth/user_file.h"
#include "server/base/log.h"

namespace mcspec::auth {
namespace {

/// What the library's callbacks need. The library belongs to the process, and so does this.
struct Configuration {
  base::Log* log = nullptr;
  std::string password_file;
  std::string host_name;
};
Configuration& configuration() {
  static Configuration only;
  return only;
}

int find_configuration(void*, char** path) {
  static std::array<std::string, 3> places;
  const char* const stated = std::getenv("SASL_CONF_PATH");
  places = {stated != nullptr ? stated : "", "/etc/sasl", "/etc/sasl2"};
  if (stated != nullptr) {
    *path = places[0].data();
    return SASL_OK;
  }
  for (std::size_t place = 1; place < places.size(); ++place) {
    if (access((places[place] + "/memcached.conf").c_str(), F_OK) != 0) continue;
    *path = places[place].data();
    return SASL_OK;
  }
  return SASL_FAIL;
}

int write_log(void*, int level, const char* message) {
  if (message == nullptr || level == SASL_LOG_NONE) return SASL_OK;
  // Beyond notes the library may tell passwords.
  if (level > SASL_LOG_NOTE) return SASL_OK;
  const std::uint32_t shown = level == SASL_LOG_ERR ? 0 : level <= SASL_LOG_WARN ? 1 : 2;
  configuration().log->write(shown, std::string("SASL: ") + message);
  return SASL_OK;
}

int check_password(sasl_conn_t*, void*, const char* user, const char* password, unsigned size,
                   propctx*) {
  const auto text = read_file(configuration().password_file);
  if (!text) {
    configuration().log->write(0, "SASL: cannot read " + configuration().password_file);
    return SASL_NOAUTHZ;
  }
  const auto read = Users::read(*text, Users::PasswordEnd::colon);
  const auto* users = std::get_if<Users>(&read);
  if (users == nullptr) {
    configuration().log->write(0, "SASL: " + configuration().password_file + " has a bad line");
    return SASL_NOAUTHZ;
  }
  return users->admit(user, std::string_view(password, size)) ? SASL_OK : SASL_NOAUTHZ;
}

// The library keeps callbacks of every shape as one that takes nothing; by way of void* the
// compiler is told that this is meant.
template <class Function>
int (*callback(Function function))() {
  return reinterpret_cast<int (*)()>(reinterpret_cast<void*>(function));
}

std::string read_host_name() {
  std::array<char, 1025> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

}  // namespace

std::optional<std::string> start_sasl(std::string password_file, base::Log& log) {
  configuration() = {&log, std::move(password_file), read_host_name()};
  static std::array<sasl_callback_t, 4> callbacks{};
  std::size_t count = 0;
  callbacks[count++] = {SASL_CB_LOG, callback(&write_log), nullptr};
  callbacks[count++] = {SASL_CB_GETCONFPATH, callback(&find_configuration), nullptr};
  if (!configuration().password_file.empty()) {
    callbacks[count++] = {SASL_CB_SERVER_USERDB_CHECKPASS, callback(&check_password), nullptr};
  }
  callbacks[count] = {SASL_CB_LIST_END, nullptr, nullptr};
  const int result = sasl_server_init(callbacks.data(), "memcached");
  if (result == SASL_OK) return std::nullopt;
  return std::string("cannot start SASL: ") + sasl_errstring(result, nullptr, nullptr);
}

struct SaslExchange::Connection {
  Connection() noexcept {
    const std::string& host = configuration().host_name;
    const int result = sasl_server_new("memcached", nullptr, host.empty() ? nullptr : host.c_str(),
                                       nullptr, nullptr, nullptr, 0, &handle);
    if (result != SASL_OK) handle = nullptr;
  }
  ~Connection() { sasl_dispose(&handle); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sasl_conn_t* handle = nullptr;
};

SaslExchange::SaslExchange() noexcept : connection_(std::make_unique<Connection>()) {}

SaslExchange::~SaslExchange() = default;

std::string_view SaslExchange::mechanisms() noexcept {
  const char* names = nullptr;
  unsigned size = 0;
  if (connection_->handle == nullptr) return {};
  const int result =
      sasl_listmech(connection_->handle, nullptr, "", " ", "", &names, &size, nullptr);
  return result == SASL_OK ? std::string_view(names, size) : std::string_view();
}

SaslExchange::Outcome SaslExchange::start(std::string_view mechanism,
                                          std::string_view data) noexcept {
  if (connection_->handle == nullptr) return Outcome::refused;
  const char* out = nullptr;
  unsigned out_size = 0;
  const int result = sasl_server_start(connection_->handle, std::string(mechanism).c_str(),
                                       data.empty() ? nullptr : data.data(),
                                       static_cast<unsigned>(data.size()), &out, &out_size);
  started_ = result == SASL_OK || result == SASL_CONTINUE;
  return outcome_of(result, out, out_size);
}

SaslExchange::Outcome SaslExchange::step(std::string_view data) noexcept {
  // The library must not be asked to go on with what was never begun.
  if (!started_) return Outcome::refused;
  const char* out = nullptr;
  unsigned out_size = 0;
  const int result = sasl_server_step(connection_->handle, data.empty() ? nullptr : data.data(),
                                      static_cast<unsigned>(data.size()), &out, &out_size);
  return outcome_of(result, out, out_size);
}

SaslExchange::Outcome SaslExchange::outcome_of(int result, const char* out,
                                               unsigned out_size) noexcept {
  challenge_ = {};
  if (result == SASL_OK) return Outcome::admitted;
  if (result != SASL_CONTINUE) return Outcome::refused;
  if (out != nullptr) challenge_ = std::string_view(out, out_size);
  return Outcome::more;
}

}  // namespace mcspec::auth
