// What the two witnesses of a path say where a firewall stops it, of which the FIBs know nothing.
#include "routed.hpp"

namespace netrig {
namespace {

using ::testing::Not;

class Witnesses : public Routed {
 protected:
  void discard_at(NodeId router) {
    node(router).add_route({.destination = only(address_of_server), .type = RouteType::blackhole});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Witnesses, both_families, family_name);

TEST_P(Witnesses, DisagreeAboutTwoDeadEnds) {
  node(west).configure(nftables_text(R"(
    table inet filter {
      chain forward {
        type filter hook forward priority filter; policy accept;
        reject with icmpx admin-prohibited
      }
    }
  )"));
  discard_at(east);

  const auto way = path();

  EXPECT_THAT(way.by_ttl, EndsAfter(west));
  EXPECT_THAT(way.by_fib, EndsAfter(west, east));
  EXPECT_THAT(way, Not(TtlAndFibAgree()));
  EXPECT_THAT(way, Not(EndsAfter(west, east)));
}

TEST_P(Witnesses, DisagreeAboutWhatTheSenderItselfRefuses) {
  node(client).configure(nftables_text(R"(
    table inet filter {
      chain output {
        type filter hook output priority filter; policy accept;
        drop
      }
    }
  )"));
  discard_at(west);

  const auto way = path();

  EXPECT_THAT(way.by_ttl, EndsAfter());
  EXPECT_THAT(way.by_fib, EndsAfter(west));
  EXPECT_THAT(way, Not(TtlAndFibAgree()));
  EXPECT_THAT(way, Not(EndsAfter(west)));
}

}  // namespace
}  // namespace netrig
