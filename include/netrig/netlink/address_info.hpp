// An address of an interface as the kernel lists it (RTM_GETADDR).
#pragma once

#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

struct AddressInfo {
  std::string interface;
  int interface_index = 0;
  InterfaceAddress address;
  bool is_link_local = false;  ///< of scope link: fe80::/10, and IPv4 ones added so
  bool is_tentative = false;   ///< duplicate address detection has not ended (RFC 4862)

  bool operator==(const AddressInfo&) const = default;
};
/// "eth0 192.168.10.2/24", with " tentative" where it is
std::string to_string(const AddressInfo& address);
template <>
inline constexpr bool is_printable<AddressInfo> = true;

}  // namespace netrig
