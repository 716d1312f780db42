// The sysctls that netrig pins, as the nodes of a network have them: README.md lists them.
#include <netrig/gtest.hpp>

namespace netrig {
namespace {

struct SysctlCase {
  const char* name;
  const char* in_host;
  const char* in_router;
  const char* in_switch;

  friend void PrintTo(const SysctlCase& row, std::ostream* os) { *os << row.name; }
};

class PinnedSysctl : public NetworkTest, public ::testing::WithParamInterface<SysctlCase> {
 protected:
  const NodeId host = topology.add_host("host"), router = topology.add_router("router"),
               hub = topology.add_switch("hub");
  PinnedSysctl() {
    topology.connect(host, hub, {"10.0.0.0/24", "2001:db8::/64"});
    topology.connect(router, hub, {"10.0.0.0/24", "2001:db8::/64"});
  }
};

TEST_P(PinnedSysctl, IsWhatTheTableSays) {
  EXPECT_EQ(node(host).sysctl(GetParam().name), GetParam().in_host);
  EXPECT_EQ(node(router).sysctl(GetParam().name), GetParam().in_router);
  EXPECT_EQ(node(hub).sysctl(GetParam().name), GetParam().in_switch);
}

INSTANTIATE_TEST_SUITE_P(
    Table, PinnedSysctl,
    ::testing::Values(SysctlCase{"net.ipv6.conf.all.accept_dad", "0", "0", "0"},
                      SysctlCase{"net.ipv6.conf.default.accept_dad", "0", "0", "0"},
                      SysctlCase{"net.ipv6.conf.all.keep_addr_on_down", "1", "1", "1"},
                      SysctlCase{"net.ipv4.icmp_ratemask", "0", "0", "0"},
                      SysctlCase{"net.ipv6.icmp.ratemask", "", "", ""},
                      SysctlCase{"net.ipv4.tcp_orphan_retries", "1", "1", "1"},
                      SysctlCase{"net.ipv4.ip_forward", "0", "1", "0"},
                      SysctlCase{"net.ipv4.conf.default.forwarding", "0", "1", "0"},
                      SysctlCase{"net.ipv6.conf.all.forwarding", "0", "1", "0"},
                      SysctlCase{"net.ipv4.conf.all.rp_filter", "0", "0", "0"},
                      SysctlCase{"net.ipv4.conf.default.rp_filter", "0", "0", "0"},
                      SysctlCase{"net.ipv4.conf.all.accept_redirects", "1", "0", "1"},
                      SysctlCase{"net.ipv4.conf.all.send_redirects", "1", "1", "1"},
                      SysctlCase{"net.ipv4.conf.all.arp_ignore", "0", "0", "0"},
                      SysctlCase{"net.ipv4.conf.all.arp_announce", "0", "0", "0"},
                      SysctlCase{"net.ipv4.conf.all.arp_filter", "0", "0", "0"},
                      SysctlCase{"net.ipv6.conf.all.disable_ipv6", "0", "0", "0"},
                      SysctlCase{"net.ipv6.conf.default.disable_ipv6", "0", "0", "1"},
                      SysctlCase{"net.ipv6.conf.default.accept_ra", "1", "1", "1"}),
    [](const auto& test) {
      std::string name = test.param.name;
      std::erase_if(name, [](char each) { return each == '.' || each == '_'; });
      return name;
    });

}  // namespace
}  // namespace netrig
