// Which ICMPv6 an IPv6 firewall must let through, and which it may drop: RFC 4890 section 4.3.
#include <fmt/format.h>

#include "firewall/traffic.hpp"
#include "netrig/fixtures/routed_network.hpp"
#include "sockets/raw_packets.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::Optional;
using ::testing::Values;

constexpr auto transit = R"(
  table ip6 perimeter {
    set must_pass {
      type icmpv6_type
      elements = { destination-unreachable, packet-too-big, time-exceeded, parameter-problem,
                   echo-request, echo-reply }
    }
    chain forward {
      type filter hook forward priority filter; policy drop;
      icmpv6 type @must_pass accept
      meta l4proto { tcp, udp } accept
      counter comment "may be dropped"
    }
  })";

Probe of_size(const IpAddress& target, std::size_t payload) {
  return EchoProbe{
      .target = target, .payload_size = payload, .dont_fragment = true, .patience = short_patience};
}

/// Something that works as long as that type passes.
struct TypeCase : Case {
  const char* type;
  Probe (*needing)(const IpAddress& server);
  Verdict verdict;
};

class NeededTransit : public RoutedNetwork, public ::testing::WithParamInterface<TypeCase> {
 protected:
  NeededTransit() { topology.configure(west, nftables_text(transit)); }
  void network_ready() override { node(east).interface("lan0").set_mtu(1400); }
  Outcome ask() {
    return node(client).ask(GetParam().needing(node(client).address_of(server, Family::ipv6)));
  }
};
INSTANTIATE_TEST_SUITE_P(
    Types, NeededTransit,
    Values(TypeCase{{"DestinationUnreachableTellsThatAPortIsClosed"},
                    "destination-unreachable",
                    [](const IpAddress& server) { return udp_to(server, 9); },
                    Verdict::refused},
           TypeCase{{"PacketTooBigTellsTheMtu"},
                    "packet-too-big",
                    [](const IpAddress& server) { return of_size(server, 1400); },
                    Verdict::rejected},
           TypeCase{{"TimeExceededTellsTheWay"},
                    "time-exceeded",
                    [](const IpAddress& server) -> Probe {
                      return EchoProbe{.target = server, .ttl = 2, .patience = short_patience};
                    },
                    Verdict::rejected},
           TypeCase{{"EchoRequestAsks"}, "echo-request", echo_to, Verdict::reached},
           TypeCase{{"EchoReplyAnswers"}, "echo-reply", echo_to, Verdict::reached}),
    case_name);

TEST_P(NeededTransit, WorksWhileItsTypePasses) {
  EXPECT_THAT(ask(), HasVerdict(GetParam().verdict));

  EXPECT_THAT(counted(node(west), "may be dropped"), HasCounted(0));
}

TEST_P(NeededTransit, BreaksInSilenceWithoutIt) {
  node(west).configure(nftables_text(
      fmt::format("delete element ip6 perimeter must_pass {{ {} }}", GetParam().type)));

  EXPECT_THAT(ask(), Dropped());

  EXPECT_THAT(counted(node(west), "may be dropped"), HasCounted(1));
}

/// Sections 4.3.3 to 4.3.5: nobody's conversation needs it across a firewall.
struct UnneededCase : Case {
  std::uint8_t type;
};

class UnneededTransit : public RoutedNetwork, public ::testing::WithParamInterface<UnneededCase> {
 protected:
  UnneededTransit() { topology.configure(west, nftables_text(transit)); }
};
INSTANTIATE_TEST_SUITE_P(Types, UnneededTransit,
                         Values(UnneededCase{{"Redirect"}, 137},
                                UnneededCase{{"RouterRenumbering"}, 138},
                                UnneededCase{{"NodeInformationQuery"}, 139},
                                UnneededCase{{"NodeInformationResponse"}, 140},
                                UnneededCase{{"Experimental"}, 200},
                                UnneededCase{{"NeighbourSolicitationOfAnotherLink"}, 135}),
                         case_name);

TEST_P(UnneededTransit, IsDroppedAndNobodyMissesIt) {
  const auto site = node(server).serve(tcp(80));
  const auto target = node(client).address_of(server, Family::ipv6);

  node(client).run([&] { send_icmp(target, {GetParam().type, 0, 0, 0, 0, 0, 0, 0}); });

  EXPECT_THAT(counted(node(west), "may be dropped"), HasCounted(1));
  EXPECT_THAT(node(client).ask(tcp_to(target, 80)), Reached());
  EXPECT_THAT(node(client).ask(echo_to(target)), Reached());
}

class PacketTooBig : public RoutedNetwork {
 protected:
  PacketTooBig() { topology.configure(west, nftables_text(transit)); }
  void network_ready() override { node(east).interface("lan0").set_mtu(1400); }
  IpAddress outside() { return node(client).address_of(server, Family::ipv6); }
};

TEST_F(PacketTooBig, CarriesTheMtuOfTheNarrowLink) {
  EXPECT_THAT(node(client).ask(of_size(outside(), 1400)),
              AllOf(RejectedBy(node(east)),
                    Field(&Outcome::icmp_error,
                          Optional(Field(&IcmpError::mtu, Optional(std::uint32_t{1400}))))));
}

// The black hole of RFC 2923: what is small works, so everything looks well.
TEST_F(PacketTooBig, ThatIsDroppedMakesABlackHoleForLargePacketsOnly) {
  node(west).configure(nftables_text("delete element ip6 perimeter must_pass { packet-too-big }"));

  EXPECT_THAT(node(client).ask(of_size(outside(), 1300)), Reached());
  EXPECT_THAT(node(client).ask(of_size(outside(), 1400)), Dropped());
}

}  // namespace
}  // namespace netrig
