// The network of test_bridge_neigh_suppress.sh and test_bridge_backup_port.sh, without its VLANs,
// for which a kernel needs filtering bridges:
//
//   h1 ── swp1 ┐ sw1                              sw2 ┌ swp1 ── h2
//              ├ br0   veth0 ──────────── veth0   br0 ┤
//          vx0 ┘ 192.0.2.49 ═══ vxlan ═══ 192.0.2.50  └ vx0
//
// h1, h2 and the two bridges themselves have 1, 2, 11 and 12 of 198.51.100.0/24 and
// 2001:db8:1::/64. No bridge learns who is beyond the tunnel.
#pragma once

#include <fmt/format.h>

#include <netrig/gtest.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "families.hpp"

namespace netrig {

class Vteps : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId h1 = topology.add_host("h1"), h2 = topology.add_host("h2");
  const NodeId sw1 = topology.add_host("sw1"), sw2 = topology.add_host("sw2");

  Vteps() {
    topology.connect({sw1, "veth0", {"192.0.2.49/28"}}, {sw2, "veth0", {"192.0.2.50/28"}});
    add_vtep(sw1, h1, 1, "192.0.2.49", "192.0.2.50");
    add_vtep(sw2, h2, 2, "192.0.2.50", "192.0.2.49");
  }

  IpAddress address(int host) const { return addresses(host)[either(0U, 1U)].address(); }
  MacAddress mac_of(NodeId id, const char* interface) {
    return node(id).interface(interface).info().mac;
  }
  /// Counts what leaves sw1's bridge by each port, if it is what `match` says.
  void count(std::string_view match) {
    node(sw1).configure(nftables_text(fmt::format(R"(
      table bridge filter {{
        chain postrouting {{
          type filter hook postrouting priority filter; policy accept
          oifname "swp1" {0} counter comment "out of swp1"
          oifname "vx0"  {0} counter comment "out of vx0"
        }}
      }}
    )",
                                                  match)));
  }
  Ruleset::Rule rule(std::string_view comment) { return nftables_ruleset(node(sw1)).rule(comment); }

 private:
  static std::vector<InterfaceAddress> addresses(int host) {
    return {fmt::format("198.51.100.{}/24", host), fmt::format("2001:db8:1::{}/64", host)};
  }
  void add_vtep(NodeId vtep, NodeId host, int number, const char* local, const char* remote) {
    topology.connect({host, "eth0", addresses(number)}, {vtep, "swp1"});
    topology.add_interface(vtep, {"br0", Bridge{.ports = {"swp1"}}, addresses(10 + number)});
    topology.add_interface(
        vtep, {.name = "vx0",
               .kind = Vxlan{.id = 10010, .local = local, .remote = remote, .learning = false},
               .master = "br0",
               .port = {.learning = false}});
  }
};

}  // namespace netrig
