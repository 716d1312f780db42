// A site with two providers:
//
//   alice ─┐                 ┌─ isp1 ─┐
//          ├─ lan ─ gateway ─┤        ├─ core ── server
//   bob   ─┘                 └─ isp2 ─┘
//
// The gateway masquerades towards both; its default route is by isp1, and table 2 is by isp2. Each
// provider drops what does not come from the address that it has given to the site.
#pragma once

#include "routed.hpp"

namespace netrig {

class TwoUplinks : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId alice = topology.add_host("alice");
  const NodeId bob = topology.add_host("bob");
  const NodeId lan = topology.add_switch("lan");
  const NodeId gateway = topology.add_router("gateway", {.routing = Routing::given});
  const NodeId isp1 = topology.add_router("isp1");
  const NodeId isp2 = topology.add_router("isp2");
  const NodeId core = topology.add_router("core");
  const NodeId server = topology.add_host("server");

  const IpAddress address_of_alice = either("10.0.0.2", "fd00::2");
  const IpAddress address_of_bob = either("10.0.0.3", "fd00::3");
  const IpAddress address_of_server = either("203.0.113.80", "2001:db8:80::80");
  /// Of the gateway, at each provider.
  const IpAddress address_by_isp1 = either("192.0.2.2", "2001:db8:1::2");
  const IpAddress address_by_isp2 = either("198.51.100.2", "2001:db8:2::2");
  static constexpr std::uint32_t second = 2;  // the table, and the mark that leads there

  TwoUplinks() {
    topology.connect({gateway, "lan0"}, lan, {"10.0.0.0/24", "fd00::/64"});
    topology.connect(lan, alice, {"10.0.0.0/24", "fd00::/64"});
    topology.connect(lan, bob, {"10.0.0.0/24", "fd00::/64"});
    topology.connect({isp1, "site", {"192.0.2.1/30", "2001:db8:1::1/64"}},
                     {gateway, "wan1", {"192.0.2.2/30", "2001:db8:1::2/64"}});
    topology.connect({isp2, "site", {"198.51.100.1/30", "2001:db8:2::1/64"}},
                     {gateway, "wan2", {"198.51.100.2/30", "2001:db8:2::2/64"}});
    topology.connect({core, {"100.64.1.1/30", "fd64:1::1/64"}},
                     {isp1, {"100.64.1.2/30", "fd64:1::2/64"}});
    topology.connect({core, {"100.64.2.1/30", "fd64:2::1/64"}},
                     {isp2, {"100.64.2.2/30", "fd64:2::2/64"}});
    topology.connect({core, {"203.0.113.1/24", "2001:db8:80::1/64"}},
                     {server, {"203.0.113.80/24", "2001:db8:80::80/64"}});
    lead_out("192.0.2.1", "198.51.100.1");
    lead_out("2001:db8:1::1", "2001:db8:2::1");
    topology.configure(gateway, nftables_text(R"(
      table inet nat {
        chain postrouting {
          type nat hook postrouting priority srcnat; policy accept;
          oifname { "wan1", "wan2" } masquerade
        }
      }
    )"));
    refuse_foreign_sources(isp1, "192.0.2.0/30", "2001:db8:1::/64");
    refuse_foreign_sources(isp2, "198.51.100.0/30", "2001:db8:2::/64");
  }
  Ruleset rules_of(NodeId router) { return nftables_ruleset(node(router)); }

 private:
  void lead_out(const IpAddress& by_isp1, const IpAddress& by_isp2) {
    auto route = Route::default_via(by_isp1);
    topology.add_route(gateway, route);
    route = Route::default_via(by_isp2);
    route.table = second;
    topology.add_route(gateway, route);
  }
  void refuse_foreign_sources(NodeId provider, const char* v4, const char* v6) {
    topology.configure(provider, nftables_text(R"(
      table inet anti_spoofing {
        chain forward {
          type filter hook forward priority filter; policy accept;
          iifname "site" ip saddr != $v4 counter drop comment "spoofed IPv4"
          iifname "site" ip6 saddr != $v6 counter drop comment "spoofed IPv6"
        }
      }
    )",
                                               {.variables = {{"v4", v4}, {"v6", v6}}}));
  }
};

}  // namespace netrig
