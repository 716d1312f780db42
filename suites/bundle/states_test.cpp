// What a bundle says of the nodes.
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include <fstream>
#include <iterator>

#include "netrig/config/iptables.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// client -- firewall
class States : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId firewall = topology.add_router("firewall");
  TemporaryFolder folder;

  States() {
    topology.connect(client, firewall, "10.0.1.0/24");
    topology.configure(firewall, nftables_text(R"(
      table inet filter {
        chain input {
          type filter hook input priority filter;
          icmp type echo-request counter comment "seen"
        }
      })"));
  }
  std::string report_of(const std::string& name) {
    network().write_bundle(folder.path());
    std::ifstream file(folder.path() / "nodes" / (name + ".txt"));
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(States, HaveRulesetsWithCountersAndHandles) {
  ASSERT_THAT(node(client).ping(firewall), Reached());

  EXPECT_THAT(
      report_of("firewall"),
      AllOf(HasSubstr("== nftables ruleset\n"),
            ContainsRegex("counter packets 1 bytes 84 .*comment \"seen\" # handle [0-9]+")));
}

TEST_F(States, HaveWhatWasPutInForceLater) {
  if (!is_iptables_installed()) GTEST_FAIL() << "iptables is missing: ci/setup --test";
  node(client).configure(iptables_text("*filter\n-A INPUT -p tcp --dport 23 -j DROP\nCOMMIT\n"));
  node(client).configure(iptables_text("*filter\n-A INPUT -p tcp --dport 24 -j DROP\nCOMMIT\n"));

  EXPECT_THAT(report_of("client"),
              AllOf(HasSubstr("== iptables-nft rules\n"),
                    HasSubstr("[0:0] -A INPUT -p tcp -m tcp --dport 24 -j DROP"),
                    Not(HasSubstr("nftables ruleset"))));
}

TEST_F(States, AreWrittenAgainInThePlaceOfThoseBefore) {
  report_of("client");
  node(client).add_route({.destination = "10.7.0.0/16", .type = RouteType::blackhole});

  EXPECT_THAT(report_of("client"), HasSubstr("\nblackhole 10.7.0.0/16\n"));
}

TEST_F(States, CannotBeWrittenWhereAFileIsInTheWay) {
  const auto way = folder.write("file", "");

  EXPECT_THROW(network().write_bundle(way), Error);
}

}  // namespace
}  // namespace netrig
