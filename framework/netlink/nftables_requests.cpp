#include "netlink/nftables_requests.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include "netlink/attributes.hpp"
#include "netlink/nftables_message.hpp"

namespace netrig::netlink {
namespace {

// Debian 12's headers are of Linux 6.1.
constexpr int get_rule_reset = 25;

void add_bracket(Batch& batch, std::uint16_t type) {
  batch.add(type, 0, Batch::bracket).put_header<nfgenmsg>().res_id = htons(NFNL_SUBSYS_NFTABLES);
}

}  // namespace

void begin_transaction(Batch& batch) {
  add_bracket(batch, NFNL_MSG_BATCH_BEGIN);
}

void end_transaction(Batch& batch) {
  add_bracket(batch, NFNL_MSG_BATCH_END);
}

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

void remove_tables(Socket& netfilter, const std::vector<NftablesTable>& tables,
                   const std::string& place) {
  if (tables.empty()) return;
  Batch batch(place);
  begin_transaction(batch);
  for (const auto& table : tables) {
    auto message = batch.add(nftables_message(NFT_MSG_DELTABLE), 0, [table] {
      return fmt::format("cannot remove the nftables table {} {}", table.family, table.name);
    });
    message.put_header<nfgenmsg>().nfgen_family = nftables_family(table.family);
    message.put_string(NFTA_TABLE_NAME, table.name);
  }
  end_transaction(batch);
  netfilter.execute(batch);
}

}  // namespace netrig::netlink
