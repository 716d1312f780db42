#include "netlink/requests.hpp"

#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace netrig::netlink {
namespace {

std::uint8_t family_of(const IpAddress& address) {
  return address.is_v4() ? AF_INET : AF_INET6;
}

void put_address(Message& message, const Device& device, const InterfaceAddress& address) {
  auto& header = message.put_header<ifaddrmsg>();
  header.ifa_family = family_of(address.address());
  header.ifa_prefixlen = static_cast<std::uint8_t>(address.prefix_length());
  header.ifa_index = static_cast<std::uint32_t>(device.index);
  message.put(IFA_LOCAL, address.address());
  message.put(IFA_ADDRESS, address.address());
}

}  // namespace

void add_address(Batch& batch, const Device& device, const InterfaceAddress& address) {
  auto message = batch.add(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, [device, address] {
    return fmt::format("cannot add address {} to '{}'", address, device.name);
  });
  put_address(message, device, address);
  if (!address.is_v4()) {
    message.put(IFA_FLAGS, std::uint32_t{IFA_F_NODAD});
  } else if (address.prefix_length() < 31) {
    const auto host_bits = 32 - address.prefix_length();
    const auto broadcast =
        address.prefix().address().to_v4().to_uint() | ((std::uint64_t{1} << host_bits) - 1);
    message.put(IFA_BROADCAST,
                IpAddress(boost::asio::ip::address_v4(static_cast<std::uint32_t>(broadcast))));
  }
}

void remove_address(Batch& batch, const Device& device, const InterfaceAddress& address) {
  auto message = batch.add(RTM_DELADDR, 0, [device, address] {
    return fmt::format("cannot remove address {} from '{}'", address, device.name);
  });
  put_address(message, device, address);
}

}  // namespace netrig::netlink
