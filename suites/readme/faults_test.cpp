#include <netrig/gtest.hpp>

using namespace netrig;
using testing::HasSubstr;

// client -- server
class LossyCable : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");

  LossyCable() { topology.connect(client, server, {"10.0.0.0/24", "fd00::/64"}); }
};

TEST_F(LossyCable, CostsTcpASecondWhenItLosesTheFirstSyn) {
  auto web = node(server).serve(tcp(80));
  const auto loss = node(server).inject({.protocol = IpProtocol::tcp,
                                         .destination_port = 80,
                                         .tcp_flags = TcpFlags::syn(),
                                         .hits = Hits::nth(1)});

  const auto outcome = node(client).connect(web, Family::ipv4, std::chrono::seconds(5));

  EXPECT_THAT(outcome, Reached());
  EXPECT_EQ(loss.matched(), 2U) << "the SYN was sent again";
  EXPECT_EQ(loss.hit(), 1U);
}

TEST_F(LossyCable, IsNamedWhenItLosesEverySyn) {
  auto web = node(server).serve(tcp(80));
  const auto loss = node(server).inject({.protocol = IpProtocol::tcp,
                                         .destination = "10.0.0.2/32",
                                         .destination_port = 80,
                                         .tcp_flags = TcpFlags::syn()});

  const auto outcome = node(client).connect(web, Family::ipv4);

  EXPECT_THAT(outcome, DroppedAt(node(server), DropCause::fault));
  EXPECT_THAT(to_string(outcome), HasSubstr("by an injected fault: drop all of: IPv4 tcp to "
                                            "10.0.0.2/32 port 80, flags syn / syn,ack"));
}

TEST_F(LossyCable, LosesTheSameEchoesOnEveryRun) {
  const auto hits = Hits::random(0.3, 42);
  const auto loss =
      node(server).inject({.protocol = IpProtocol::icmpv6, .icmp_type = 128, .hits = hits});

  const auto outcome = node(client).ping("fd00::2", 12);

  EXPECT_THAT(outcome, Reached());
  EXPECT_TRUE(hits.include(2) && hits.include(4) && hits.include(6) && hits.include(12));
  EXPECT_EQ(loss.hit(), 4U);
}
