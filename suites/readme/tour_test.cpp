#include <netrig/gtest.hpp>

using namespace netrig;
using testing::Each;
using testing::Not;

// A host with containers at a bridge, and an uplink to the internet; IPv4 and IPv6.
class Tour : public NetworkTest {
 protected:
  const NodeId host = topology.add_router("host"), internet = topology.add_host("internet");
  const NodeId web = topology.add_host("web"), database = topology.add_host("database");
  const NodeId bridge = topology.add_switch("bridge", {.bridge = "docker0"});
  LinkId uplink, database_cable;

  Tour() {
    // Ends with an interface's name, with addresses, or planned: routers first, so host is .1.
    uplink = topology.connect({host, "wan0", {"192.0.2.1/24"}}, {internet, {"192.0.2.80/24"}},
                              "2001:db8::/64", {.mtu = 1400});
    const Prefixes inside = {"172.17.0.0/16", "fd00::/64"};  // the same at each link of the switch
    topology.connect(host, bridge, inside);
    topology.connect(web, bridge, inside);
    database_cable = topology.connect(database, bridge, inside);
  }
};

TEST_F(Tour, EveryContainerReachesTheInternetOverBothFamilies) {
  const std::vector<Question> questions = {
      {web, EchoProbe{.target = "192.0.2.80", .count = 3}},
      {web, EchoProbe{.target = "2001:db8::2"}},
      {database, EchoProbe{.target = "192.0.2.80", .payload_size = 1400}}};

  EXPECT_THAT(network().ask(questions, Deadline::in(kernel_patience)), Each(Reached()));
}

TEST_F(Tour, TheServerSeesTheContainersOwnAddress) {
  auto server = node(internet).serve(tcp(80), {.answer = "hello\n"});

  const auto outcome = node(web).connect(server, Family::ipv6);

  EXPECT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.seen_as->address, node(host).address_of(web, Family::ipv6));
  EXPECT_EQ(server.callers().size(), 1U);
}

TEST_F(Tour, TheDatabaseIsGoneWithItsCableAndBackWithIt) {
  auto port = node(database).serve(tcp(5432));

  link(database_cable).down();
  EXPECT_THAT(node(web).connect(port), Unresolved());

  link(database_cable).up();
  EXPECT_THAT(node(web).connect(port), Reached());
  EXPECT_THAT(node(web).neighbours(), HasNeighbour(node(web).address_of(database)));
}

TEST_F(Tour, AContainerSeesItsOwnNetworkOnly) {
  EXPECT_THAT(node(web).interfaces(), Not(HasInterface("docker0")));
  EXPECT_THAT(node(web).routes(), HasRoute(Route::default_via("172.17.0.1")));
  EXPECT_THAT(network(), HasNoPortConflicts({tcp(80), udp(53)}));
}
