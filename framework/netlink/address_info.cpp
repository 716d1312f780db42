#include "netrig/netlink/address_info.hpp"

#include <fmt/format.h>

namespace netrig {

std::string to_string(const AddressInfo& address) {
  return fmt::format("{} {}{}", address.interface, address.address,
                     address.is_tentative ? " tentative" : "");
}

}  // namespace netrig
