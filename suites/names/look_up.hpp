// Names looked up by the C library, on the thread that calls.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"

namespace netrig {

/// What getaddrinfo(3) says of a name.
struct Found {
  std::string error{};  ///< its words (gai_strerror(3)); empty when there are addresses
  std::vector<IpAddress> addresses{};  ///< in its order

  friend std::ostream& operator<<(std::ostream& os, const Found& found);
};
Found look_up(const std::string& name, Family family);

/// What getnameinfo(3) says of an address: a name, or its words for there being none.
std::string name_of(const IpAddress& address);

}  // namespace netrig
