// What a node that calls a Service says about it: as whom the service saw it, and whether it was
// the service that answered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "netrig/gtest.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""s;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

// Those of which the service is said to have seen another end than it came from, or none.
std::vector<std::string> wrongly_seen(const std::vector<Outcome>& outcomes) {
  std::vector<std::string> wrong;
  for (const auto& outcome : outcomes)
    if (outcome.seen_as != outcome.source) wrong.push_back(to_string(outcome));
  return wrong;
}

class Calls : public TwoHosts {};

TEST_F(Calls, AreSeenAsThemselvesAndNotAsAnEarlierOne) {
  const auto web = server().serve(tcp(80));
  std::vector<Outcome> outcomes;

  for (int i = 0; i < 500; ++i) {
    client().connect("192.0.2.2:80/tcp");  // still in the queue when the next one comes
    outcomes.push_back(client().connect(web));
  }

  EXPECT_THAT(outcomes, Each(Reached()));
  EXPECT_THAT(wrongly_seen(outcomes), IsEmpty());
}

TEST_F(Calls, AreSeenAsThemselvesBesideOthers) {
  const auto web = server().serve(tcp(80));
  constexpr std::size_t callers = 2, calls_each = 250;
  std::vector<std::vector<Outcome>> outcomes(callers);

  {
    std::vector<std::jthread> threads;
    for (auto& own : outcomes)
      threads.emplace_back([&] {
        while (own.size() < calls_each) own.push_back(client().connect(web));
      });
  }

  for (const auto& own : outcomes) EXPECT_THAT(wrongly_seen(own), IsEmpty());
}

TEST_F(Calls, OverUdpAreSeenAsThemselves) {
  const auto dns = server().serve(udp(53));
  std::vector<Outcome> outcomes;

  for (int i = 0; i < 100; ++i) {
    client().exchange("192.0.2.2:53/udp");
    outcomes.push_back(client().exchange(dns));
  }

  EXPECT_THAT(outcomes, Each(Reached()));
  EXPECT_THAT(wrongly_seen(outcomes), IsEmpty());
}

// client ── router ── server, and the router lends the client its own address.
class CallsBehindTranslation : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const LinkId inside = topology.connect(client, router, "10.0.1.0/24");
  const LinkId outside = topology.connect(router, server, "10.0.2.0/24");

  // False without nft(8).
  bool translate() {
    return network()[router].run([] {
      return std::system(
                 "nft 'table ip nat { chain out { type nat hook postrouting priority 100; "
                 "oifname \"eth1\" masquerade random; }; }' 2>/dev/null") == 0;
    });
  }
};

TEST_F(CallsBehindTranslation, AreSeenAsTheTranslator) {
  const auto web = network()[server].serve(tcp(80));
  const auto dns = network()[server].serve(udp(53));
  if (!translate()) GTEST_SKIP() << "needs nft(8) and a kernel with NAT";
  const IpAddress lent = network()[server].address_of(router);
  const auto from_lent =
      Field(&Outcome::seen_as, ::testing::Optional(Field(&Endpoint::address, Eq(lent))));

  EXPECT_THAT(network()[client].connect(web), AllOf(Reached(), from_lent));
  EXPECT_THAT(network()[client].exchange(dns), AllOf(Reached(), from_lent));
}

TEST_F(CallsBehindTranslation, AreToldFromOneAnother) {
  const auto web = network()[server].serve(tcp(80));
  if (!translate()) GTEST_SKIP() << "needs nft(8) and a kernel with NAT";
  std::vector<Endpoint> seen;

  for (int i = 0; i < 50; ++i) {
    network()[client].connect({network()[server].address_of(server), tcp(80)});
    const auto outcome = network()[client].connect(web);
    ASSERT_TRUE(outcome.seen_as);
    seen.push_back(*outcome.seen_as);
  }

  // Each second one, as the service knows them.
  const auto callers = web.wait_for_callers(100, Deadline::in(10s));
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], callers.at(2 * i + 1).remote);
}

// Three hosts on a switch; the third takes the address of the second, and answers on its ports.
class CallsThatAnotherAnswers : public NetworkTest {
 protected:
  const NodeId lan = topology.add_switch("lan");
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");
  const NodeId impostor = topology.add_host("impostor");
  std::vector<LinkId> links{topology.connect(client, lan, "10.0.1.0/24"),
                            topology.connect(server, lan, "10.0.1.0/24"),
                            topology.connect(impostor, lan, "10.0.1.0/24")};

  void replace_server() {
    const auto address = network()[server].address_of(server);
    network()[server].interface("eth0").down();
    network()[impostor].interface("eth0").add_address({address, 24});
  }
};

TEST_F(CallsThatAnotherAnswers, AreUnexpectedOverTcp) {
  const auto web = network()[server].serve(tcp(80));
  const auto other = network()[impostor].serve(tcp(80));
  replace_server();

  const auto outcome = network()[client].connect(web);

  EXPECT_THAT(outcome, AllOf(Unexpected(), Field(&Outcome::seen_as, Eq(std::nullopt)),
                             Field(&Outcome::elapsed, Lt(5s))));
  EXPECT_THAT(to_string(outcome),
              HasSubstr(" ms\n  something else answered at 10.0.1.2:80/tcp: the service in "
                        "'server' was not called"));
}

TEST_F(CallsThatAnotherAnswers, AreUnexpectedOverUdp) {
  const auto dns = network()[server].serve(udp(53));
  const auto other = network()[impostor].serve(udp(53));
  replace_server();

  EXPECT_THAT(network()[client].exchange(dns),
              AllOf(Unexpected(), Field(&Outcome::seen_as, Eq(std::nullopt)),
                    Field(&Outcome::explanation, HasSubstr("something else answered"))));
}

TEST_F(CallsThatAnotherAnswers, AreUnexpectedWhileOthersReachTheService) {
  const auto web = network()[server].serve(tcp(80));
  const auto other = network()[impostor].serve(tcp(80));
  replace_server();
  std::jthread local([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) network()[server].connect("127.0.0.1:80/tcp");
  });

  EXPECT_THAT(network()[client].connect(web),
              AllOf(Unexpected(), Field(&Outcome::seen_as, Eq(std::nullopt))));
}

}  // namespace
}  // namespace netrig
