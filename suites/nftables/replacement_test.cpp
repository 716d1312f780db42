// A ruleset is replaced while traffic flows: no packet meets half of one, or none.
#include <sys/socket.h>
#include <sys/time.h>
#include <netrig/core/unique_fd.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include <atomic>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <thread>
#include <tuple>

#include "case.hpp"
#include "firewalled.hpp"

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

// A socket of the node's, connected.
UniqueFd connected(const Node& node, int type, const Endpoint& to) {
  return node.run([&] {
    const boost::asio::ip::udp::endpoint address(
        boost::asio::ip::make_address(to_string(to.address)), to.port.number);
    UniqueFd fd(::socket(address.protocol().family(), type | SOCK_CLOEXEC, 0));
    const timeval patience{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    check(::connect(fd.get(), address.data(), static_cast<socklen_t>(address.size())),
          [] { return "cannot connect"; });
    return fd;
  });
}

class Replacement : public Firewalled,
                    public ::testing::WithParamInterface<std::tuple<Family, WayCase>> {
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
                         Combine(both_families, Values(with_flush_ruleset, with_flush_table)),
                         [](const auto& test) {
                           return std::get<WayCase>(test.param).name +
                                  std::string(std::get<Family>(test.param) == Family::ipv4
                                                  ? "Ipv4"
                                                  : "Ipv6");
                         });

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
  const auto socket = connected(node(client), SOCK_DGRAM, target(udp(forbidden)));
  Repeatedly knock([&] { ::send(socket.get(), "x", 1, 0); });

  replace_many_times();

  EXPECT_THAT(knock.end(), Ge(times));
  EXPECT_EQ(silent.callers().size(), 0U);
}

TEST_P(Replacement, KeepsAnEstablishedConnection) {
  const auto echo = node(server).serve(tcp(allowed));
  const auto socket = connected(node(client), SOCK_STREAM, target(tcp(allowed)));
  std::atomic<int> failures = 0;
  Repeatedly talk([&] {
    char answer = 0;
    if (::send(socket.get(), "x", 1, MSG_NOSIGNAL) != 1 ||
        ::recv(socket.get(), &answer, 1, 0) != 1 || answer != 'x')
      ++failures;
  });

  replace_many_times();

  EXPECT_THAT(talk.end(), Ge(times));
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace netrig
