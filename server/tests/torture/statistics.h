#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "server/net/file_descriptor.h"
#include "server/tests/torture/address.h"
#include "server/tests/torture/tally.h"

namespace mcspec::tests::torture {

/// A connection that asks a server about itself, and blocks up to 20 seconds.
class Operator {
 public:
  explicit Operator(const Address& address);

  /// What `version` answers; empty if nothing comes.
  std::string version() const;

  /// The lines of `stats`, or of `stats <group>`. Empty if it does not end with END.
  std::map<std::string, std::string> statistics(const std::string& group = {}) const;

  /// Stores more than the server keeps, of several sizes, so that its memory is full from the
  /// start. Nothing if it keeps more than a gibibyte.
  void fill() const;

 private:
  std::string ask(const std::string& line, const std::string& last_line) const;

  net::FileDescriptor socket_;
};

/// What is to be compared of two looks at `stats`, before and after. `is_alone`: nobody else has
/// asked the server anything in between. `keeps_limit`: it never holds more than limit_maxbytes,
/// where memcached gives each slab class a page at least.
struct Accounts {
  std::map<std::string, std::string> before;
  std::map<std::string, std::string> after;
  bool is_alone = true;
  bool keeps_limit = true;
};

/// A number of them; 0 if it is not there.
std::uint64_t number_in(const std::map<std::string, std::string>& statistics,
                        const std::string& name);

/// What does not add up; none if all does.
std::optional<std::string> find_discrepancy(const Accounts& accounts, const Tally& tally);

}  // namespace mcspec::tests::torture
