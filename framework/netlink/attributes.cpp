#include "netlink/attributes.hpp"

#include <algorithm>

namespace netrig::netlink {

IpAddress address_in(const nlattr* attribute) {
  const auto* bytes = static_cast<const unsigned char*>(mnl_attr_get_payload(attribute));
  if (mnl_attr_get_payload_len(attribute) == 4) {
    boost::asio::ip::address_v4::bytes_type v4;
    std::copy_n(bytes, v4.size(), v4.begin());
    return boost::asio::ip::address_v4(v4);
  }
  boost::asio::ip::address_v6::bytes_type v6;
  std::copy_n(bytes, v6.size(), v6.begin());
  return boost::asio::ip::address_v6(v6);
}

MacAddress mac_in(const nlattr* attribute) {
  MacAddress mac;
  if (mnl_attr_get_payload_len(attribute) == mac.bytes.size())
    std::copy_n(static_cast<const unsigned char*>(mnl_attr_get_payload(attribute)),
                mac.bytes.size(), mac.bytes.begin());
  return mac;
}

}  // namespace netrig::netlink
