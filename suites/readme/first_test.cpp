#include <netrig/gtest.hpp>

using namespace netrig;

// client -- router -- server; the router forbids the way to 10.0.9.0/24
class Office : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");

  Office() {
    topology.connect(client, router, "10.0.1.0/24");  // addresses and routes are planned
    topology.connect(router, server, "10.0.2.0/24");
    topology.add_route(router, {.destination = "10.0.9.0/24", .type = RouteType::prohibit});
  }
};

TEST_F(Office, ReachesTheWebServer) {
  auto web = node(server).serve(tcp(80));  // listening when the call returns

  EXPECT_THAT(node(client).connect(web), Reached());
  EXPECT_THAT(node(server).listening_sockets(), ListensOn(tcp(80)));
}

TEST_F(Office, IsKeptAwayFromTheManagementNetwork) {
  EXPECT_THAT(node(client).connect("10.0.9.1:22/tcp"), RejectedBy(node(router)));
}
