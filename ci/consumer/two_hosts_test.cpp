#include <netrig/gtest.hpp>

using namespace netrig;

class TwoHosts : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");

  TwoHosts() { topology.connect(client, server, "10.0.0.0/24"); }
};

TEST_F(TwoHosts, ReachEachOther) {
  const auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(client).connect(web), Reached());
}
