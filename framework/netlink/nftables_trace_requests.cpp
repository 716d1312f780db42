#include "netlink/nftables_trace_requests.hpp"

#include <fmt/format.h>
#include <linux/netfilter.h>
#include <linux/netfilter_arp.h>

#include <limits>
#include <set>

#include "netlink/attributes.hpp"
#include "netlink/nftables_expression_writer.hpp"
#include "netlink/nftables_message.hpp"
#include "netlink/nftables_requests.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

// Two bytes of a transport header in which the identifier stands.
struct Place {
  std::uint8_t protocol;
  std::uint32_t offset;
};

// In the order of RFC 792, 4443, 768 and 9293. An ICMP error quotes the packet that it is about:
// behind its own 8 bytes an IP header, without options in IPv4 and without extension headers in
// IPv6, and the beginning of what is behind that.
std::vector<Place> places_of(const TracedFlow& flow) {
  const bool v4 = flow.family == Family::ipv4;
  const auto icmp = static_cast<std::uint8_t>(v4 ? IpProtocol::icmp : IpProtocol::icmpv6);
  const std::uint32_t quoted = 8 + (v4 ? 20 : 40);
  if (flow.protocol == IpProtocol::icmp || flow.protocol == IpProtocol::icmpv6)
    return {{icmp, 4}, {icmp, quoted + 4}};
  const auto protocol = static_cast<std::uint8_t>(flow.protocol);
  return {{protocol, 0}, {protocol, 2}, {icmp, quoted}, {icmp, quoted + 2}};
}

// Where packets enter a ruleset.
struct Entrance {
  std::string name;
  std::uint32_t hook;
  std::string device{};
};

std::vector<Entrance> entrances_of(std::uint8_t family, const std::vector<NftablesChain>& chains) {
  // A bridge's hooks have the same numbers (linux/netfilter_bridge.h).
  if (family != NFPROTO_NETDEV)
    return {{"prerouting", NF_INET_PRE_ROUTING}, {"output", NF_INET_LOCAL_OUT}};
  std::set<std::string> devices;
  for (const auto& chain : chains)
    if (chain.hook) devices.insert(chain.hook->devices.begin(), chain.hook->devices.end());
  std::vector<Entrance> all;
  for (const auto& device : devices) all.push_back({device, NF_NETDEV_INGRESS, device});
  return all;
}

// Those of our tables: what is marked in a table of the flow's own family is traced in `inet`, too.
std::set<std::uint8_t> families_of(const TracedFlow& flow,
                                   const std::vector<NftablesChain>& chains) {
  std::set<std::uint8_t> families;
  const std::uint8_t own = flow.family == Family::ipv4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
  for (const auto& chain : chains) {
    const auto family = nftables_family(chain.family);
    if (!chain.hook) continue;
    // What the node itself sends has not come in anywhere when it meets an egress.
    if (!chain.hook->devices.empty())
      families.insert({NFPROTO_NETDEV, own});
    else if (family == own || family == NFPROTO_INET)
      families.insert(own);
    else if (family == NFPROTO_BRIDGE)
      families.insert(family);
  }
  return families;
}

class TraceTable {
 public:
  TraceTable(Batch& batch, std::string name, std::uint8_t family)
      : batch_(batch), name_(std::move(name)), family_(family) {}

  void add() {
    auto message = request(NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL);
    message.put_string(NFTA_TABLE_NAME, name_);
    message.put(NFTA_TABLE_FLAGS, htobe32(std::uint32_t{NFT_TABLE_F_OWNER}));
  }

  void add_chain(const Entrance& entrance) {
    auto message = request(NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL);
    message.put_string(NFTA_CHAIN_TABLE, name_);
    message.put_string(NFTA_CHAIN_NAME, entrance.name);
    message.put_string(NFTA_CHAIN_TYPE, "filter");
    message.put(NFTA_CHAIN_POLICY, htobe32(std::uint32_t{NF_ACCEPT}));
    message.nest(NFTA_CHAIN_HOOK, [&] {
      message.put(NFTA_HOOK_HOOKNUM, htobe32(entrance.hook));
      message.put(NFTA_HOOK_PRIORITY,
                  htobe32(static_cast<std::uint32_t>(std::numeric_limits<std::int32_t>::min())));
      if (!entrance.device.empty()) message.put_string(NFTA_HOOK_DEV, entrance.device);
    });
  }

  void add_rule(const Entrance& entrance, const Place& place, std::uint16_t identifier) {
    add_rule(entrance, [&](ExpressionWriter expressions) {
      expressions.load_meta(NFT_META_L4PROTO);
      expressions.equals(place.protocol);
      expressions.load_transport(place.offset, sizeof(identifier));
      expressions.equals(htobe16(identifier));
      expressions.set_meta(NFT_META_NFTRACE, std::uint8_t{1});
    });
  }
  void add_rule_for_all(const Entrance& entrance) {
    add_rule(entrance, [](ExpressionWriter expressions) {
      expressions.set_meta(NFT_META_NFTRACE, std::uint8_t{1});
      expressions.accept();  // one event less than the policy would be
    });
  }

 private:
  template <class Fill>
  void add_rule(const Entrance& entrance, Fill&& fill) {
    auto message = request(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
    message.put_string(NFTA_RULE_TABLE, name_);
    message.put_string(NFTA_RULE_CHAIN, entrance.name);
    message.nest(NFTA_RULE_EXPRESSIONS, [&] { fill(ExpressionWriter(message)); });
  }

  Message request(int type, int flags) {
    auto message = batch_.add(nftables_message(type), flags,
                              [] { return std::string("cannot trace packets"); });
    message.put_header<nfgenmsg>().nfgen_family = family_;
    return message;
  }

  Batch& batch_;
  std::string name_;
  std::uint8_t family_;
};

// In a transaction of its own: a kernel may lack the family.
void trace_all_at(Socket& netfilter, const NftablesTable& table,
                  const std::vector<Entrance>& entrances, const std::string& place) {
  Batch batch(place);
  begin_transaction(batch);
  TraceTable made(batch, table.name, nftables_family(table.family));
  made.add();
  for (const auto& entrance : entrances) {
    made.add_chain(entrance);
    made.add_rule_for_all(entrance);
  }
  end_transaction(batch);
  netfilter.execute(batch);
}

}  // namespace

void trace_flow(Socket& netfilter, const std::string& table, const TracedFlow& flow,
                const std::vector<NftablesChain>& chains, const std::string& place) {
  Batch batch(place);
  begin_transaction(batch);
  for (const auto family : families_of(flow, chains)) {
    TraceTable made(batch, table, family);
    made.add();
    for (const auto& entrance : entrances_of(family, chains)) {
      made.add_chain(entrance);
      for (const auto& each : places_of(flow)) made.add_rule(entrance, each, flow.identifier);
    }
  }
  end_transaction(batch);
  netfilter.execute(batch);
}

void end_trace(Socket& netfilter, const std::string& table, const TracedFlow& flow,
               const std::vector<NftablesChain>& chains, const std::string& place) {
  std::vector<NftablesTable> tables;
  for (const auto family : families_of(flow, chains))
    tables.push_back({.family = nftables_family_name(family), .name = table});
  remove_tables(netfilter, tables, place);
}

std::vector<NftablesTable> trace_everything(Socket& netfilter, const std::string& table,
                                            const std::string& place) {
  const NftablesTable ip{.family = "inet", .name = table},
      bridge{.family = "bridge", .name = table}, arp{.family = "arp", .name = table};
  trace_all_at(netfilter, ip, entrances_of(NFPROTO_INET, {}), place);
  std::vector made{ip};
  const auto try_also = [&](const NftablesTable& family, const std::vector<Entrance>& entrances) {
    try {
      trace_all_at(netfilter, family, entrances, place);
      made.push_back(family);
    } catch (const Error&) {
      // Then nobody has a ruleset of that family.
    }
  };
  try_also(bridge, entrances_of(NFPROTO_BRIDGE, {}));
  try_also(arp, {{"input", NF_ARP_IN}, {"output", NF_ARP_OUT}});
  return made;
}

NftablesTable trace_device(Socket& netfilter, const std::string& table, const std::string& device,
                           const std::string& place) {
  NftablesTable made{.family = "netdev", .name = table};
  trace_all_at(netfilter, made, {{device, NF_NETDEV_INGRESS, device}}, place);
  return made;
}

}  // namespace netrig::netlink
