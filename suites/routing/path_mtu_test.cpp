// Path MTU: a link of 1400 bytes between two of 1500, and what happens when the router before it
// may not say so.
#include "routed.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Field;
using ::testing::Ge;
using ::testing::Optional;

class PathMtu : public Routed {
 protected:
  static constexpr std::uint32_t narrow = 1400;  // bytes

  void network_ready() override {
    node(west).interface("east0").set_mtu(narrow);
    node(east).interface("west0").set_mtu(narrow);
  }
  // West forwards as ever, but nobody hears that a packet was too big.
  void silence_west() {
    node(west).configure(nftables_text(R"(
      table inet black_hole {
        chain output {
          type filter hook output priority filter; policy accept;
          icmp type destination-unreachable icmp code frag-needed counter drop comment "IPv4"
          icmpv6 type packet-too-big counter drop comment "IPv6"
        }
      }
    )"));
  }
  void clamp_at_west() {
    node(west).configure(nftables_text(R"(
      table inet clamp {
        chain forward {
          type filter hook forward priority mangle; policy accept;
          tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
        }
      }
    )"));
  }
  // What was not told.
  auto HasSwallowed(const ::testing::Matcher<std::uint64_t>& packets) {
    return HasRule(to_string(family), HasCounted(packets));
  }
  // An echo of that many bytes over TCP.
  Outcome transfer(std::size_t bytes, std::chrono::milliseconds waiting) {
    const std::string text(bytes, 'x');
    return node(client).ask(TcpProbe{
        .target = {address_of_server, tcp(80)}, .send = text, .expect = text, .patience = waiting});
  }
  // An echo request in a packet of that size, which must not be cut.
  Outcome ping_uncut(std::size_t packet) {
    const auto headers = either(28U, 48U);
    return node(client).ask(EchoProbe{.target = address_of_server,
                                      .payload_size = packet - headers,
                                      .dont_fragment = true,
                                      .patience = short_patience});
  }
  static constexpr std::size_t little = 500, much = 100'000;
};
INSTANTIATE_TEST_SUITE_P(Families, PathMtu, both_families, family_name);

TEST_P(PathMtu, IsToldByTheRouterBeforeTheNarrowLink) {
  EXPECT_THAT(ping_uncut(narrow), Reached());
  EXPECT_THAT(ping_uncut(narrow + 1),
              AllOf(RejectedBy(node(west)),
                    Field("icmp_error", &Outcome::icmp_error,
                          Optional(Field("mtu", &IcmpError::mtu, Optional(Eq(narrow)))))));
}

TEST_P(PathMtu, IsFoundByTcp) {
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(transfer(much, default_probe_patience), Reached());
}

TEST_P(PathMtu, IsABlackHoleWhereIcmpIsBlocked) {
  silence_west();
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(transfer(much, 3 * short_patience), Dropped());

  EXPECT_THAT(rules_of(west), HasSwallowed(Ge(1)));
  // The connection itself was made.
  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(Field("local", &Caller::local, Endpoint(address_of_server, tcp(80)))));
}

TEST_P(PathMtu, LetsThroughTheBlackHoleWhatIsSmall) {
  silence_west();
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(transfer(little, default_probe_patience), Reached());
  EXPECT_THAT(ping_uncut(narrow), Reached());

  EXPECT_THAT(rules_of(west), HasSwallowed(Eq(0U)));
}

TEST_P(PathMtu, LosesAPingInTheBlackHole) {
  silence_west();

  EXPECT_THAT(ping_uncut(narrow + 1), Dropped());

  EXPECT_THAT(rules_of(west), HasSwallowed(Eq(1U)));
}

TEST_P(PathMtu, IsMendedByClampingTheSegmentSize) {
  silence_west();
  clamp_at_west();
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(transfer(much, default_probe_patience), Reached());

  EXPECT_THAT(rules_of(west), HasSwallowed(Eq(0U)));
}

TEST_P(PathMtu, IsAlsoMendedByARouteThatKnowsIt) {
  silence_west();
  const IpAddress gateway = either("192.0.2.1", "2001:db8:1::1");
  node(client).add_route({.destination = servers, .via = gateway, .mtu = narrow});
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(transfer(much, default_probe_patience), Reached());

  EXPECT_THAT(rules_of(west), HasSwallowed(Eq(0U)));
}

}  // namespace
}  // namespace netrig
