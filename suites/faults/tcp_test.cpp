// What a loss does to TCP, and what a probe says of it.
#include "faulty.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::Not;
using ::testing::Optional;

class Tcp : public Faulty {
 protected:
  Fault syn(const Hits& hits) const {
    return {.family = family,
            .protocol = IpProtocol::tcp,
            .destination_port = 80,
            .tcp_flags = TcpFlags::syn(),
            .hits = hits};
  }
};
INSTANTIATE_TEST_SUITE_P(Faults, Tcp, both_backends_and_families, combined_name);

TEST_P(Tcp, SendsALostSynAgain) {
  const auto web = node(server).serve(tcp(80));
  const auto loss = inject(server, syn(Hits::nth(1)));

  EXPECT_THAT(node(client).connect(web, family, patience), Reached());

  EXPECT_EQ(loss.matched(), 2U);
  EXPECT_EQ(loss.hit(), 1U);
}

TEST_P(Tcp, IsDroppedForCertainWhereEverySynIsLost) {
  const auto web = node(server).serve(tcp(80));
  const auto loss = inject(server, syn(Hits::all()));

  const auto outcome = node(client).connect(web, family);

  EXPECT_THAT(outcome, AllOf(DroppedAt(node(server), DropCause::fault),
                             Field(&Outcome::elapsed, Lt(default_probe_patience))));
  EXPECT_THAT(outcome.drop, Optional(Field(&DropReport::doubt, IsEmpty())));
  EXPECT_THAT(to_string(outcome), HasSubstr("by an injected fault: drop all of: "));
  EXPECT_EQ(loss.hit(), 1U);
}

TEST_P(Tcp, IsDroppedWithADoubtWhereALaterSynMayArrive) {
  const auto web = node(server).serve(tcp(80));
  const auto loss = inject(server, syn(Hits::first(5)));

  const auto outcome = node(client).connect(web, family, short_patience);

  EXPECT_THAT(outcome, AllOf(DroppedAt(node(server), DropCause::fault),
                             Field(&Outcome::elapsed, Not(Lt(short_patience)))));
  EXPECT_THAT(outcome.drop, Optional(Field(&DropReport::doubt, "it is the first 5")));
}

TEST_P(Tcp, IsDroppedWhereTheSenderLosesIt) {
  const auto web = node(server).serve(tcp(80));
  auto lost = syn(Hits::all());
  lost.direction = Direction::egress;
  const auto loss = inject(client, lost);

  EXPECT_THAT(node(client).connect(web, family, short_patience),
              DroppedAt(node(client), DropCause::fault));
  EXPECT_GE(loss.hit(), 1U);
}

TEST_P(Tcp, LosesTheAnswerOnItsWayBack) {
  const auto web = node(server).serve(tcp(80));
  const auto loss = inject(firewall, {.protocol = IpProtocol::tcp,
                                      .source = only(target),
                                      .source_port = 80,
                                      .tcp_flags = TcpFlags::syn_ack(),
                                      .interface = "wan"});

  const auto outcome = node(client).connect(web, family, short_patience);

  EXPECT_THAT(outcome, DroppedAt(node(firewall), DropCause::fault));
  ASSERT_TRUE(outcome.drop);
  EXPECT_TRUE(outcome.drop->is_reply);
  EXPECT_EQ(outcome.drop->incoming_interface, "wan");
}

TEST_P(Tcp, IsNotHarmedByAFaultInAnotherPort) {
  const auto web = node(server).serve(tcp(80)), other = node(server).serve(tcp(81));
  const auto loss = inject(server, syn(Hits::all()));

  EXPECT_THAT(node(client).connect(other, family), Reached());
  EXPECT_EQ(loss.matched(), 0U);
}

}  // namespace
}  // namespace netrig
