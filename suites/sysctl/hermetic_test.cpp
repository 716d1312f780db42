// Whatever is set where the test program lives, a new network has the kernel's values. That is not
// the machine's first namespace, from which most kernels copy (net.core.devconf_inherit_init_net)
// and which no test may change: what is done about that is shown in suites/netns/hermetic_test.cpp.
#include <netrig/gtest.hpp>

#include <filesystem>
#include <fstream>
#include <map>

#include "families.hpp"
#include "namespace_test.hpp"
#include "netns/maker.hpp"
#include "netns/sysctl_file.hpp"

namespace netrig {
namespace {

using Values = std::map<std::string, std::string>;
namespace fs = std::filesystem;

// All that can be read in the calling thread's namespace.
Values all_sysctls() {
  const fs::path net = "/proc/sys/net";
  Values values;
  for (const auto& entry : fs::recursive_directory_iterator(net)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    std::string text;
    if (std::getline(file, text)) values[entry.path().lexically_relative(net)] = text;
  }
  return values;
}

// The test program's own namespace with other values, as long as it lives.
class Changed {
 public:
  explicit Changed(const Values& wanted) {
    for (const auto& [path, value] : wanted) {
      before_[path] = read_sysctl(path, [] { return "cannot read"; }).value();
      write_sysctl(path, value, [path = path] { return "cannot set " + path; });
    }
  }
  ~Changed() {
    for (const auto& [path, value] : before_) set_back(path, value);
  }

 private:
  // Without root the kernel does not take its own first ping_group_range back, "1 0": there is no
  // group 1. No other test looks at it.
  static void set_back(const std::string& path, const std::string& value) try {
    write_sysctl(path, value, [] { return ""; });
  } catch (const Error&) {
  }

  Values before_;
};

// Each differs from the kernel's own value, and decides about packets or ports.
const Values other_values{{"ipv4/conf/all/rp_filter", "1"},
                          {"ipv4/conf/default/rp_filter", "2"},
                          {"ipv4/conf/all/arp_ignore", "2"},
                          {"ipv4/conf/default/arp_announce", "2"},
                          {"ipv4/conf/default/accept_local", "1"},
                          {"ipv4/conf/all/send_redirects", "0"},
                          {"ipv4/ip_forward", "1"},
                          {"ipv4/ip_default_ttl", "9"},
                          {"ipv4/ip_local_port_range", "10000\t10100"},
                          {"ipv4/ping_group_range", "0\t0"},
                          {"ipv4/icmp_echo_ignore_all", "1"},
                          {"ipv4/tcp_syncookies", "0"},
                          {"ipv4/tcp_fin_timeout", "3"},
                          {"ipv4/fib_multipath_hash_policy", "1"},
                          {"ipv6/bindv6only", "1"},
                          {"ipv6/icmp/echo_ignore_all", "1"},
                          {"ipv6/conf/all/forwarding", "1"},
                          {"ipv6/conf/default/accept_ra", "0"},
                          {"ipv6/conf/default/hop_limit", "9"},
                          {"ipv6/conf/default/disable_ipv6", "1"}};

class NewNetwork : public NamespaceTest {
 protected:
  NewNetwork() {
    topology.connect(router, lan, {"10.0.0.0/24", "2001:db8::/64"});
    topology.connect(host, lan, {"10.0.0.0/24", "2001:db8::/64"});
  }
  Values values_of(NodeId id) const {
    const Network network(topology);
    return on_thrown_away_thread(network[id].network_namespace(), all_sysctls);
  }

  Topology topology;
  const NodeId router = topology.add_router("router"), lan = topology.add_switch("lan"),
               host = topology.add_host("host");
};

TEST_F(NewNetwork, HasNothingOfTheTestProgramsSysctls) {
  const auto in_host = values_of(host), in_router = values_of(router), in_switch = values_of(lan);
  ASSERT_GT(in_host.size(), 300U);

  const Changed changed(other_values);

  ASSERT_EQ(all_sysctls().at("ipv4/ip_default_ttl"), "9");
  EXPECT_EQ(values_of(host), in_host);
  EXPECT_EQ(values_of(router), in_router);
  EXPECT_EQ(values_of(lan), in_switch);
}

TEST_F(NewNetwork, IsReachedWhateverTheTestProgramsSysctls) {
  const Changed changed(other_values);

  Network network(topology);

  EXPECT_THAT(network[host].ping(router, Family::ipv4), Reached());
  EXPECT_THAT(network[host].ping(router, Family::ipv6), Reached());
}

}  // namespace
}  // namespace netrig
