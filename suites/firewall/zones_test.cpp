// Each pair of zones has a policy of its own; the interfaces of a zone share it.
#include "firewall/zones.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::Values;

constexpr auto zones = R"(
  table inet zones {
    set lan { type ifname; elements = { "lan0", "lan1" } }

    chain lan_to_dmz { tcp dport { 22, 80 } accept; }
    chain lan_to_wan { meta l4proto tcp accept; }
    chain wan_to_dmz { tcp dport 80 accept; }

    chain forward {
      type filter hook forward priority filter; policy drop;
      ct state vmap { established : accept, related : accept, invalid : drop }
      iifname @lan oifname vmap {
        "lan0" : accept, "lan1" : accept, "dmz0" : jump lan_to_dmz, "wan0" : jump lan_to_wan
      }
      iifname . oifname vmap { "wan0" . "dmz0" : jump wan_to_dmz }
      counter drop comment "no policy allows it"
    }
  })";

struct ZoneCase : Case {
  const char* from;
  const char* to;
  std::uint16_t port;
  Verdict verdict;
};

class ZonePolicy : public Zones,
                   public ::testing::WithParamInterface<std::tuple<ZoneCase, Family>> {
 protected:
  const Family family = std::get<Family>(GetParam());
  const ZoneCase row = std::get<ZoneCase>(GetParam());
  ZonePolicy() { topology.configure(firewall, nftables_text(zones)); }
};
INSTANTIATE_TEST_SUITE_P(
    Zones, ZonePolicy,
    Combine(
        Values(ZoneCase{{"TheLanReachesAllOfItself"}, "desk", "printer", 9100, Verdict::reached},
               ZoneCase{{"AndFromItsOtherInterface"}, "printer", "desk", 9100, Verdict::reached},
               ZoneCase{{"TheLanManagesTheDmz"}, "desk", "web", 22, Verdict::reached},
               ZoneCase{{"AlsoFromItsOtherInterface"}, "printer", "web", 22, Verdict::reached},
               ZoneCase{
                   {"TheLanReachesNoOtherPortOfTheDmz"}, "desk", "web", 5432, Verdict::dropped},
               ZoneCase{{"TheLanReachesTheWan"}, "desk", "internet", 443, Verdict::reached},
               ZoneCase{{"TheWanReachesTheSiteInTheDmz"}, "internet", "web", 80, Verdict::reached},
               ZoneCase{{"TheWanDoesNotManageTheDmz"}, "internet", "web", 22, Verdict::dropped},
               ZoneCase{{"TheWanDoesNotReachTheLan"}, "internet", "desk", 80, Verdict::dropped},
               ZoneCase{{"TheDmzDoesNotReachTheLan"}, "web", "desk", 80, Verdict::dropped},
               ZoneCase{{"TheDmzDoesNotReachTheWan"}, "web", "internet", 443, Verdict::dropped}),
        both_families),
    combined_name);

TEST_P(ZonePolicy, DoesAsTheRulesetSays) {
  const auto service = node(row.to).serve(tcp(row.port));
  const auto target = node(row.from).address_of(node(row.to).id(), family);

  EXPECT_THAT(node(row.from).ask(tcp_to(target, row.port)), HasVerdict(row.verdict));

  const std::uint64_t dropped = row.verdict == Verdict::dropped ? 1 : 0;
  EXPECT_THAT(counted(node(firewall), "no policy allows it"), HasCounted(dropped));
}

class ZoneOfASet : public Zones, public OfEachFamily {
 protected:
  ZoneOfASet() { topology.configure(firewall, nftables_text(zones)); }
  Outcome printer_to_dmz() {
    return node(printer).ask(tcp_to(node(printer).address_of(web, GetParam()), 80));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, ZoneOfASet, both_families, family_name);

TEST_P(ZoneOfASet, LosesItsRightsWithItsPlaceInTheSet) {
  const auto site = node(web).serve(tcp(80));
  EXPECT_THAT(printer_to_dmz(), Reached());

  node(firewall).configure(nftables_text("delete element inet zones lan { \"lan1\" }"));

  EXPECT_THAT(printer_to_dmz(), Dropped());
  EXPECT_THAT(counted(node(firewall), "no policy allows it"), HasCounted(1));
}

}  // namespace
}  // namespace netrig
