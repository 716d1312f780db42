// Sysctls that a Topology gives to a node: in force when the network is there, in the order of a
// boot.
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Not;

// "net.ipv6.conf.WHAT"
std::string conf(Family family, std::string_view what) {
  return fmt::format("net.{}.conf.{}", either<const char*>(family, "ipv4", "ipv6"), what);
}

class DescribedSysctl : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client"), router = topology.add_router("router"),
               server = topology.add_host("server");
  DescribedSysctl() {
    topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect({router, "eth0.100"}, server, {"10.0.2.0/24", "2001:db8:2::/64"});
  }
  std::string of_router(std::string_view what) {
    return node(router).sysctl(conf(GetParam(), what));
  }
};

class RouterThatDoesNotForward : public DescribedSysctl {
 protected:
  RouterThatDoesNotForward() {
    topology.set_sysctl(router, "net.ipv4.ip_forward", "0");
    topology.set_sysctl(router, "net.ipv6.conf.all.forwarding", "0");
  }
};

TEST_P(RouterThatDoesNotForward, IsAsDescribed) {
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(client).ping(router, GetParam()), Reached());
  EXPECT_THAT(
      network().ask(
          {{client, TcpProbe{.target = {node(client).address_of(server, GetParam()), web.port()},
                             .patience = std::chrono::milliseconds(100)}}},
          Deadline::never()),
      ElementsAre(Silent()));
}

INSTANTIATE_TEST_SUITE_P(Families, RouterThatDoesNotForward, both_families, family_name);

class DefaultSysctl : public DescribedSysctl {
 protected:
  DefaultSysctl() {
    topology.set_sysctl(router, conf(GetParam(), "eth0.accept_redirects"), "1");
    topology.set_sysctl(router, conf(GetParam(), "default.accept_redirects"), "0");
  }
};

TEST_P(DefaultSysctl, IsThatOfInterfacesWithoutTheirOwn) {
  EXPECT_EQ(of_router("eth0.accept_redirects"), "1");
  EXPECT_EQ(of_router("eth0/100.accept_redirects"), "0");
}

INSTANTIATE_TEST_SUITE_P(Families, DefaultSysctl, both_families, family_name);

class SysctlPattern : public DescribedSysctl {
 protected:
  SysctlPattern() {
    topology.set_sysctls(router,
                         {{.name = conf(GetParam(), "*.accept_source_route"), .value = "0"},
                          {.name = conf(GetParam(), "eth0/100.accept_source_route")},
                          {.name = conf(GetParam(), "eth0.accept_source_route"),
                           .value = either<const char*>("1", "-1")},
                          {.name = conf(GetParam(), "default.accept_source_route"), .value = "1"}});
  }
};

TEST_P(SysctlPattern, IsForAllThatHaveNoSettingOfTheirOwn) {
  EXPECT_EQ(of_router("all.accept_source_route"), "0");
  EXPECT_EQ(of_router("lo.accept_source_route"), "0");
  EXPECT_EQ(of_router("eth0.accept_source_route"), either<const char*>("1", "-1"));
}

TEST_P(SysctlPattern, IsNotForWhatIsExcluded) {
  EXPECT_EQ(of_router("default.accept_source_route"), "1");
  EXPECT_EQ(of_router("eth0/100.accept_source_route"), "1");  // that of `default`
}

INSTANTIATE_TEST_SUITE_P(Families, SysctlPattern, both_families, family_name);

// One that the kernel looks at when the interface comes up.
class SysctlOfAnInterface : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  SysctlOfAnInterface() {
    topology.connect(client, server, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.set_sysctl(client, "net.ipv6.conf.eth0.addr_gen_mode", "1");
  }
};

TEST_F(SysctlOfAnInterface, IsSetBeforeThatIsUp) {
  EXPECT_THAT(node(client).addresses(), Not(Contains(Field(&AddressInfo::is_link_local, true))));
  EXPECT_THAT(node(server).addresses(), Contains(Field(&AddressInfo::is_link_local, true)));
}

}  // namespace
}  // namespace netrig
