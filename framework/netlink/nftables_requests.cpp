#include "netlink/nftables_requests.hpp"

#include <arpa/inet.h>
#include <linux/netfilter.h>

#include "netlink/attributes.hpp"
#include "netlink/nftables_message.hpp"

namespace netrig::netlink {
namespace {

// Debian 12's headers are of Linux 6.1.
constexpr int get_rule_reset = 25;

}  // namespace

std::uint32_t ruleset_generation(Socket& netfilter, const std::string& place) {
  Batch batch(place);
  batch
      .add(nftables_message(NFT_MSG_GETGEN), 0,
           [] { return std::string("cannot ask for the nftables ruleset"); })
      .put_header<nfgenmsg>();
  std::uint32_t generation = 0;
  netfilter.execute(batch, [&](const nlmsghdr& header) {
    const Attributes<NFTA_GEN_MAX> attributes(header, sizeof(nfgenmsg));
    if (const auto* id = attributes[NFTA_GEN_ID]) generation = ntohl(mnl_attr_get_u32(id));
  });
  return generation;
}

void reset_rules(Socket& netfilter, const std::string& place) {
  Batch batch(place);
  batch
      .add(nftables_message(get_rule_reset), NLM_F_DUMP,
           [] { return std::string("cannot reset the counters of nftables rules"); })
      .put_header<nfgenmsg>();
  netfilter.dump(
      batch, [] {}, [](const nlmsghdr&) {});
}

}  // namespace netrig::netlink
