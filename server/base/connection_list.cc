#include "server/base/connection_list.h"

namespace mcspec::base {

ListedConnection::ListedConnection(ConnectionList& list, int descriptor, ConnectionState state,
                                   Instant now) noexcept
    : list_(list), descriptor_(descriptor), state_(state), last_input_(now) {
  const std::lock_guard hold(list_.mutex_);
  place_ = list_.entries_.insert(list_.entries_.end(), this);
}

ListedConnection::~ListedConnection() {
  const std::lock_guard hold(list_.mutex_);
  list_.entries_.erase(place_);
}

void ConnectionList::for_each(const std::function<void(const ListedConnection&)>& visit) const {
  const std::lock_guard hold(mutex_);
  for (const ListedConnection* const entry : entries_) visit(*entry);
}

}  // namespace mcspec::base
