// BIRD, a routing daemon, in the triangle's routers.
#pragma once

#include <string>
#include <vector>

#include "triangle.hpp"

namespace netrig {

/// In the foreground. It says on standard error what becomes of its protocols and neighbours.
inline Program bird(const std::string& configuration) {
  return {.arguments = {"bird", "-f", "-c", "/run/bird.conf", "-s", "/run/bird.ctl"},
          .files = {{"/run/bird.conf", configuration}},
          .empty_folders = {"/run"}};
}

/// What all configurations have in common; `more` follows. Five of BFD's packets (RFC 5880) have to
/// be missing in a row: a busy machine may well be late with one.
inline std::string bird_configuration(const std::string& more) {
  return R"(
    log stderr all;
    debug protocols { states, events };
    protocol device {}
    protocol kernel { ipv4 { export where source != RTS_DEVICE; }; }
    protocol kernel { ipv6 { export where source != RTS_DEVICE; }; }
    protocol bfd {
      interface "to-*" { interval 200 ms; idle tx interval 100 ms; multiplier 5; };
    }
)" + more;
}

/// OSPFv2 (RFC 2328) and OSPFv3 (RFC 5340): the same in each router.
inline std::string ospf_configuration() {
  const std::string area = R"({
      area 0 {
        interface "lan" { stub; };
        interface "to-*" { type ptp; hello 1; dead 4; bfd; };
      };
)";
  return bird_configuration(
      "protocol direct { ipv4; ipv6; }\n"
      "protocol ospf v2 " +
      area + "ipv4;}\n" + "protocol ospf v3 " + area + "ipv6;}\n");
}

/// In a, b and c.
inline std::vector<Process> start_ospf(const Network& network, const Triangle& triangle) {
  std::vector<Process> daemons;
  for (const auto router : {triangle.a, triangle.b, triangle.c})
    daemons.push_back(network[router].start(bird(ospf_configuration())));
  return daemons;
}

}  // namespace netrig
