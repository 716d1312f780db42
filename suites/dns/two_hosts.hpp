// A client and a server that answers for some names, over IPv4 and IPv6.
#pragma once

#include <netrig/fixtures/two_hosts.hpp>
#include <netrig/gtest.hpp>
#include <string>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {

inline const std::string example_zone = R"(
$ORIGIN example.com.
@        300 SOA  ns hostmaster 1 3600 600 86400 30
www          A    192.0.2.80
www          A    192.0.2.81
www          AAAA 2001:db8::80
ftp          CNAME www
@            MX   10 mail
text         TXT  "v=spf1 -all" "and more"
slow         A    192.0.2.90
broken       A    192.0.2.91
closed       A    192.0.2.92
short        A    192.0.2.93
mute         A    192.0.2.94
80.2.0.192.in-addr.arpa. PTR www
0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR www
)";

/// So many addresses of many.example.com that they fit into a datagram of `count` * 16 bytes and a
/// little more.
inline std::string many_addresses(int count) {
  std::string zone;
  for (int i = 0; i < count; ++i)
    zone += "many.example.com. A 198.51." + std::to_string(i / 256) + "." +
            std::to_string(i % 256) + "\n";
  return zone;
}

class Names : public TwoHosts, public OfEachFamily {
 protected:
  const IpAddress address_of_client = either("192.0.2.1", "2001:db8::1");
  const IpAddress address_of_server = either("192.0.2.2", "2001:db8::2");
};

}  // namespace netrig
