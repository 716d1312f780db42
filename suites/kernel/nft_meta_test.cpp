// After netfilter/nft_meta.sh: what `meta` knows of a packet that a node sends to itself.
#include <unistd.h>

#include <netrig/gtest.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "case.hpp"
#include "families.hpp"
#include "one_host.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::Values;

constexpr auto ruleset = R"(
  table inet filter {
    chain input {
      type filter hook input priority filter; policy accept
      meta iif lo                counter comment "iif"
      meta iifname "lo"          counter comment "iifname"
      meta iifgroup "default"    counter comment "iifgroup"
      meta iiftype loopback      counter comment "iiftype"
      meta nfproto $nfproto      counter comment "input nfproto"
      meta l4proto $proto         counter comment "input l4proto"
      meta mark 42               counter comment "input mark"
      meta iifname "eth0"        counter comment "another iifname"
      meta nfproto != $nfproto   counter comment "another nfproto"
    }
    chain output {
      type filter hook output priority filter; policy accept
      meta oif lo                counter comment "oif"
      meta oifname "lo"          counter comment "oifname"
      meta oifgroup "default"    counter comment "oifgroup"
      meta oiftype loopback      counter comment "oiftype"
      meta nfproto $nfproto      counter comment "output nfproto"
      meta l4proto $proto         counter comment "output l4proto"
      meta skuid $uid            counter comment "skuid"
      meta skgid $gid            counter comment "skgid"
      meta mark 42               counter comment "output mark"
      meta skuid != $uid         counter comment "another skuid"
      meta l4proto != $proto      counter comment "another l4proto"
    }
  }
)";

struct MetaCase : Case {
  const char* rule;  ///< its comment
  std::uint64_t packets;
};

class Meta : public OneHost, public ::testing::WithParamInterface<std::tuple<Family, MetaCase>> {
 protected:
  const Family family = std::get<Family>(GetParam());
  const MetaCase& row = std::get<MetaCase>(GetParam());
  const bool is_v4 = family == Family::ipv4;

  Meta() {
    topology.configure(
        host_id, nftables_text(ruleset, {.variables = {{"nfproto", is_v4 ? "ipv4" : "ipv6"},
                                                       {"proto", is_v4 ? "1" : "58"},
                                                       {"uid", std::to_string(::getuid())},
                                                       {"gid", std::to_string(::getgid())}}}));
  }
  Ruleset::Rule rule() { return nftables_ruleset(host()).rule(row.rule); }
};

// The request and its reply, each on its way out and in again; only the request has a socket, and
// only the socket has a mark.
INSTANTIATE_TEST_SUITE_P(
    Table, Meta,
    Combine(both_families,
            Values(MetaCase{{"Iif"}, "iif", 2}, MetaCase{{"Iifname"}, "iifname", 2},
                   MetaCase{{"Iifgroup"}, "iifgroup", 2}, MetaCase{{"Iiftype"}, "iiftype", 2},
                   MetaCase{{"InputNfproto"}, "input nfproto", 2},
                   MetaCase{{"InputL4proto"}, "input l4proto", 2},
                   MetaCase{{"InputMark"}, "input mark", 1},
                   MetaCase{{"AnotherIifname"}, "another iifname", 0},
                   MetaCase{{"AnotherNfproto"}, "another nfproto", 0}, MetaCase{{"Oif"}, "oif", 2},
                   MetaCase{{"Oifname"}, "oifname", 2}, MetaCase{{"Oifgroup"}, "oifgroup", 2},
                   MetaCase{{"Oiftype"}, "oiftype", 2},
                   MetaCase{{"OutputNfproto"}, "output nfproto", 2},
                   MetaCase{{"OutputL4proto"}, "output l4proto", 2},
                   MetaCase{{"Skuid"}, "skuid", 1}, MetaCase{{"Skgid"}, "skgid", 1},
                   MetaCase{{"OutputMark"}, "output mark", 1},
                   MetaCase{{"AnotherSkuid"}, "another skuid", 0},
                   MetaCase{{"AnotherL4proto"}, "another l4proto", 0})),
    combined_name);

TEST_P(Meta, MatchesAnEchoOverTheLoopback) {
  EXPECT_THAT(rule(), HasCounted(0));

  ASSERT_THAT(host().ask(EchoProbe{.target = is_v4 ? "127.0.0.1" : "::1", .mark = 42}), Reached());

  EXPECT_THAT(rule(), HasCounted(row.packets));
}

}  // namespace
}  // namespace netrig
