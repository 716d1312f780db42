// The hundredth verdict is as the first: ICMP errors are not rate limited in a node.
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::Each;

class ManyProbes : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");

  ManyProbes() { topology.connect(client, server, {"10.0.0.0/24", "2001:db8::/64"}); }
};

INSTANTIATE_TEST_SUITE_P(Families, ManyProbes, both_families, family_name);

TEST_P(ManyProbes, AreAllRefused) {
  const Endpoint closed(node(client).address_of(server, GetParam()), udp(9));
  const std::vector<Question> questions(500, {client, UdpProbe{.target = closed}});

  EXPECT_THAT(network().ask(questions, Deadline::in(kernel_patience)), Each(Refused()));
}

}  // namespace
}  // namespace netrig
