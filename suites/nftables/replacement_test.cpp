// A ruleset is replaced while traffic flows: no packet meets half of one, or none.
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include <atomic>
#include <functional>
#include <thread>
#include <tuple>

#include "case.hpp"
#include "firewalled.hpp"
#include "sockets/plain_client.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Values;

// How a ruleset takes the place of another so that at no moment there is none. With `flush ruleset`
// the chain is a new one, and its policy is not part of the transaction: the kernel sets "drop" a
// moment after the rules (nft_chain_commit_drop_policy() in net/netfilter/nf_tables_api.c).
struct WayCase : Case {
  const char *flush, *policy, *last_rule;
};
constexpr WayCase with_flush_ruleset{{"FlushRuleset"}, "flush ruleset", "accept", "drop"};
constexpr WayCase with_flush_table{
    {"FlushTable"}, "table inet filter\nflush table inet filter", "drop", ""};

// What is open stays open, port 7 may be opened, the rest is dropped. `version` makes it another
// one each time.
Configuration policy(const WayCase& way, int version) {
  return nftables_text(fmt::format(R"(
{}
table inet filter {{
  chain forward {{
    type filter hook forward priority filter; policy {};
    ct state established,related accept
    icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert }} accept
    meta l4proto {{ tcp, udp }} th dport 7 accept comment "version {}"
    {}
  }}
}})",
                                   way.flush, way.policy, version, way.last_rule));
}

// Does something over and over on a thread of its own, until it is told to end.
class Repeatedly {
 public:
  explicit Repeatedly(const std::function<void()>& work)
      : thread_([this, work] {
          for (; !ending_; ++count_) work();
        }) {}
  ~Repeatedly() { end(); }

  /// How often it was done.
  int end() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
    return count_;
  }

 private:
  std::atomic<bool> ending_ = false;
  std::atomic<int> count_ = 0;
  std::thread thread_;
};

class Replacement : public Firewalled,
                    public ::testing::WithParamInterface<std::tuple<WayCase, Family>> {
 protected:
  static constexpr int times = 40;
  const Family family = std::get<Family>(GetParam());
  const WayCase way = std::get<WayCase>(GetParam());
  const std::uint16_t allowed = 7, forbidden = 9;

  Replacement() { topology.configure(firewall, policy(way, 0)); }
  Endpoint target(TransportPort port) { return {server_address(family), port}; }
  void replace_many_times() {
    for (int version = 1; version <= times; ++version)
      node(firewall).configure(policy(way, version));
  }
};
INSTANTIATE_TEST_SUITE_P(Ways, Replacement,
                         Combine(Values(with_flush_ruleset, with_flush_table), both_families),
                         combined_name);

TEST_P(Replacement, LosesNoDatagramThatBothRulesetsLetThrough) {
  const auto echo = node(server).serve(udp(allowed));
  std::vector<Outcome> lost;
  Repeatedly exchange([&] {
    const auto outcome = node(client).exchange(target(udp(allowed)));
    if (!outcome.reached()) lost.push_back(outcome);
  });

  replace_many_times();

  EXPECT_THAT(exchange.end(), Ge(times / 10));
  EXPECT_THAT(lost, IsEmpty());
  EXPECT_THAT(nftables_ruleset(node(firewall)), HasRule(fmt::format("version {}", times)));
}

TEST_P(Replacement, LetsNothingThroughThatBothRulesetsDrop) {
  const auto silent = node(server).serve(udp(forbidden));
  auto knocker = node(client).run([this] { return UdpClient(family == Family::ipv6); });
  Repeatedly knock([&] { knocker.send(target(udp(forbidden)), "x"); });

  replace_many_times();

  EXPECT_THAT(knock.end(), Ge(times));
  EXPECT_EQ(silent.callers().size(), 0U);
}

TEST_P(Replacement, KeepsAnEstablishedConnection) {
  const auto echo = node(server).serve(tcp(allowed));
  auto connection = node(client).run([this] { return TcpClient(target(tcp(allowed))); });
  std::atomic<int> failures = 0;
  Repeatedly talk([&] {
    try {
      connection.send("x");
      if (connection.receive(1) != "x") ++failures;
    } catch (const Error&) {
      ++failures;
    }
  });

  replace_many_times();

  EXPECT_THAT(talk.end(), Ge(times));
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace netrig
