#include "netrig/nftables/listing.hpp"

#include <fmt/format.h>

#include "evidence/node_ruleset.hpp"
#include "netlink/nftables_requests.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "nftables/library.hpp"
#include "nftables/parse.hpp"

namespace netrig {
namespace {

constexpr auto parts_as_json = "list chains; list sets; list maps; list counters; list quotas";

Ruleset without_our_own(Ruleset ruleset) {
  std::erase_if(ruleset.tables, [](const Ruleset::Table& table) { return is_our_own(table.name); });
  return ruleset;
}

}  // namespace

Ruleset nftables_ruleset(const Node& node) {
  return on_thrown_away_thread(node.network_namespace(), [&] {
    Nftables nft(node.name());
    netlink::Socket netfilter(NETLINK_NETFILTER);
    const auto deadline = Deadline::in(kernel_patience);
    for (;;) {
      const auto before = netlink::ruleset_generation(netfilter, node.name());
      const RulesetListing listing{
          .tables = netlink::nftables_tables(netfilter, node.name()),
          .rules = netlink::nftables_rules(netfilter, node.name()),
          .json = nft.run(parts_as_json, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_NUMERIC_PRIO),
          .text = nft.run("list ruleset", NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_HANDLE)};
      if (netlink::ruleset_generation(netfilter, node.name()) == before)
        return without_our_own(parse_ruleset(listing, node.name()));
      if (deadline.passed())
        throw DeadlineError(
            fmt::format("the nftables ruleset of '{}' to stay as it is", node.name()));
    }
  });
}

void reset_nftables_counters(const Node& node) {
  on_thrown_away_thread(node.network_namespace(), [&] {
    Nftables nft(node.name());
    netlink::Socket netfilter(NETLINK_NETFILTER);
    nft.run("reset counters", 0);
    netlink::reset_rules(netfilter, node.name());
  });
}

}  // namespace netrig
