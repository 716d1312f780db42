// The triangle's routers as three autonomous systems that speak BGP (RFC 4271, RFC 2545).
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "bird.hpp"

namespace netrig {

/// Whom a router has a session with over each family: {3, 2, 64497} is 10.0.3.2 and 2001:db8:3::2.
struct BgpNeighbour {
  int link, end, as;
};

inline std::string bgp_sessions(const BgpNeighbour& neighbour) {
  const auto session = [&](const std::string& address, const char* family) {
    return fmt::format(
        "protocol bgp from neighbour {{ neighbor {} as {}; {} {{ import all; export all; }}; }}\n",
        address, neighbour.as, family);
  };
  const auto [link, end, as] = neighbour;
  return session(fmt::format("10.0.{}.{}", link, end), "ipv4") +
         session(fmt::format("2001:db8:{}::{}", link, end), "ipv6");
}

/// `more`: what the sessions have beyond that, such as "bfd;".
inline std::string bgp_configuration(int as, const std::vector<BgpNeighbour>& neighbours,
                                     const std::string& more) {
  auto text = bird_configuration(R"(
    protocol direct { ipv4; ipv6; interface "lan"; }
    template bgp neighbour {
      connect delay time 1;
      connect retry time 1;
      error wait time 1, 1;
      hold time 3;
)") + fmt::format("local as {};\n{} }}\n", as, more);
  for (const auto& neighbour : neighbours) text += bgp_sessions(neighbour);
  return text;
}

/// In a, b and c.
inline std::vector<Process> start_bgp(const Network& network, const Triangle& triangle,
                                      const std::string& more) {
  constexpr int a = 64496, b = 64497, c = 64498;  // for documentation (RFC 5398)
  const auto start = [&](NodeId router, int as, const std::vector<BgpNeighbour>& neighbours) {
    return network[router].start(bird(bgp_configuration(as, neighbours, more)));
  };
  std::vector<Process> daemons;
  daemons.push_back(start(triangle.a, a, {{3, 2, b}, {4, 2, c}}));
  daemons.push_back(start(triangle.b, b, {{3, 1, a}, {5, 2, c}}));
  daemons.push_back(start(triangle.c, c, {{4, 1, a}, {5, 1, b}}));
  return daemons;
}

}  // namespace netrig
