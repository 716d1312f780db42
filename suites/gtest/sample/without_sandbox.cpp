// A test program with GoogleTest's own main, as one writes it who has not read README.md.
#include <netrig/gtest.hpp>

using namespace netrig;

class Pair : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  Pair() { topology.connect(client, server, "10.0.0.0/24"); }
};

TEST_F(Pair, IsReached) {
  EXPECT_THAT(node(client).ping(server), Reached());
}
