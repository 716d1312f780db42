#include "netlink/nftables_fault_requests.hpp"

#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>

#include <algorithm>
#include <limits>

#include "netlink/fault_hash.hpp"
#include "netlink/nftables_expression_writer.hpp"
#include "netlink/nftables_message.hpp"
#include "netlink/nftables_queries.hpp"
#include "netlink/nftables_requests.hpp"

namespace netrig::netlink {
namespace {

// Longer than any interface's name, after which the other chains are called.
const std::string of_all_interfaces = "packets-that-match";

// Linux 5.16; Debian 12's headers have it, but only beside those of libc.
constexpr std::uint32_t ingress_hook = 0, egress_hook = 1;  // NF_NETDEV_*

// The wire begins before the first ruleset (other than the one that traces) and behind the last.
std::int32_t priority_of(Direction direction) {
  using Limits = std::numeric_limits<std::int32_t>;
  return direction == Direction::ingress ? Limits::min() + 1 : Limits::max();
}

// As libnftnl has it in rules' user data, for whoever lists them: type, length and a text that ends
// with a zero, of which nft reads 128 bytes.
std::string comment(std::string text) {
  constexpr std::size_t longest = 127;
  text.resize(std::min(text.size(), longest));
  text += '\0';
  return std::string{'\0', static_cast<char>(text.size())} + text;
}

struct AddressField {
  std::uint32_t offset, size;
};

void match_prefix(ExpressionWriter& rule, const Prefix& prefix, const AddressField& field) {
  if (prefix.length() == 0) return;
  rule.load_payload(NFT_PAYLOAD_NETWORK_HEADER, field.offset, field.size);
  std::string bits(field.size, '\0');
  for (unsigned bit = 0; bit < prefix.length(); ++bit)
    bits[bit / 8] = static_cast<char>(bits[bit / 8] | 0x80 >> bit % 8);
  if (prefix.length() < 8 * field.size) rule.mask(bits.data(), bits.size());
  if (prefix.is_v4())
    rule.equals(prefix.address().to_v4().to_bytes());
  else
    rule.equals(prefix.address().to_v6().to_bytes());
}

// RFC 791 and 8200: where the addresses stand.
void match_addresses(ExpressionWriter& rule, const Fault& fault, Family family) {
  const bool v4 = family == Family::ipv4;
  if (fault.source)
    match_prefix(rule, *fault.source, v4 ? AddressField{12, 4} : AddressField{8, 16});
  if (fault.destination)
    match_prefix(rule, *fault.destination, v4 ? AddressField{16, 4} : AddressField{24, 16});
}

// RFC 768, 792, 4443 and 9293.
void match_transport(ExpressionWriter& rule, const Fault& fault) {
  if (fault.protocol) {
    rule.load_meta(NFT_META_L4PROTO);
    rule.equals(static_cast<std::uint8_t>(*fault.protocol));
  }
  if (fault.icmp_type) {
    rule.load_transport(0, 1);
    rule.equals(*fault.icmp_type);
  }
  if (fault.source_port) {
    rule.load_transport(0, 2);
    rule.equals(htobe16(*fault.source_port));
  }
  if (fault.destination_port) {
    rule.load_transport(2, 2);
    rule.equals(htobe16(*fault.destination_port));
  }
  if (fault.tcp_flags) {
    rule.load_transport(13, 1);
    rule.mask(&fault.tcp_flags->mask, 1);
    rule.equals(fault.tcp_flags->value);
  }
}

// The count begins at 0.
void match_hits(ExpressionWriter& rule, const Hits& hits) {
  if (hits.are_all()) return;
  const auto number = static_cast<std::uint32_t>(hits.number());
  const auto compare = [&rule](std::uint32_t operation, std::uint32_t value) {
    const auto bytes = htobe32(value);
    rule.compare(operation, &bytes, sizeof(bytes));
  };
  rule.load_count(hits.kind() == Hits::Kind::every ? number : most_fault_positions);
  rule.swap_bytes();
  switch (hits.kind()) {
    case Hits::Kind::nth:
    case Hits::Kind::every: return compare(NFT_CMP_EQ, number - 1);
    case Hits::Kind::first: return compare(NFT_CMP_LT, number);
    case Hits::Kind::random:
      rule.hash(hits.seed(), fault_hash_range);
      rule.swap_bytes();
      compare(NFT_CMP_LT, number);
  }
}

class FaultTable {
 public:
  FaultTable(Batch& batch, std::string name, const Fault& fault)
      : batch_(batch), name_(std::move(name)), fault_(fault) {}

  void add() {
    auto message = request(NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL);
    message.put_string(NFTA_TABLE_NAME, name_);
    message.put(NFTA_TABLE_FLAGS, htobe32(std::uint32_t{NFT_TABLE_F_OWNER}));
    add_chain(of_all_interfaces, [](Message&) {});
    add_rule(of_all_interfaces, [](ExpressionWriter& rule) { rule.count(); });
    const auto hits = [this](ExpressionWriter& rule) {
      match_hits(rule, fault_.hits);
      rule.count();
      if (fault_.set_mark)
        rule.set_meta(NFT_META_MARK, *fault_.set_mark);
      else
        rule.drop();
    };
    add_rule(of_all_interfaces, hits, comment(to_string(fault_)));
  }

  void watch(const std::string& interface) {
    add_chain(interface, [&](Message& message) {
      message.put_string(NFTA_CHAIN_TYPE, "filter");
      message.put(NFTA_CHAIN_POLICY, htobe32(std::uint32_t{NF_ACCEPT}));
      message.nest(NFTA_CHAIN_HOOK, [&] {
        const bool comes_in = fault_.direction == Direction::ingress;
        message.put(NFTA_HOOK_HOOKNUM, htobe32(comes_in ? ingress_hook : egress_hook));
        message.put(NFTA_HOOK_PRIORITY,
                    htobe32(static_cast<std::uint32_t>(priority_of(fault_.direction))));
        message.put_string(NFTA_HOOK_DEV, interface);
      });
    });
    for (const auto family : {Family::ipv4, Family::ipv6})
      if (!fault_.family || fault_.family == family) add_matching_rule(interface, family);
  }

 private:
  void add_matching_rule(const std::string& interface, Family family) {
    add_rule(interface, [&](ExpressionWriter& rule) {
      rule.load_meta(NFT_META_PROTOCOL);
      rule.equals(htobe16(family == Family::ipv4 ? ETH_P_IP : ETH_P_IPV6));
      match_addresses(rule, fault_, family);
      match_transport(rule, fault_);
      rule.jump(of_all_interfaces);
    });
  }

  template <class Base>
  void add_chain(const std::string& chain, Base&& base) {
    auto message = request(NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL);
    message.put_string(NFTA_CHAIN_TABLE, name_);
    message.put_string(NFTA_CHAIN_NAME, chain);
    base(message);
  }

  template <class Write>
  void add_rule(const std::string& chain, Write&& write, const std::string& user_data = {}) {
    auto message = request(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
    message.put_string(NFTA_RULE_TABLE, name_);
    message.put_string(NFTA_RULE_CHAIN, chain);
    message.nest(NFTA_RULE_EXPRESSIONS, [&] {
      ExpressionWriter rule(message);
      write(rule);
    });
    if (!user_data.empty())
      message.put_bytes(NFTA_RULE_USERDATA, user_data.data(), user_data.size());
  }

  Message request(int type, int flags) {
    auto message = batch_.add(nftables_message(type), flags, [text = to_string(fault_)] {
      return fmt::format("cannot inject the fault '{}'", text);
    });
    message.put_header<nfgenmsg>().nfgen_family = NFPROTO_NETDEV;
    return message;
  }

  Batch& batch_;
  std::string name_;
  const Fault& fault_;
};

}  // namespace

void add_fault(Socket& netfilter, const std::string& table, const Fault& fault,
               const std::vector<Device>& interfaces, const std::string& place) {
  Batch batch(place);
  begin_transaction(batch);
  FaultTable made(batch, table, fault);
  made.add();
  for (const auto& interface : interfaces) made.watch(interface.name);
  end_transaction(batch);
  netfilter.execute(batch);
}

FaultCounts fault_counts(Socket& netfilter, const std::string& table, const std::string& place) {
  std::vector<std::uint64_t> packets;
  for (const auto& rule : nftables_rules(netfilter, place))
    if (rule.table == table && rule.chain == of_all_interfaces && rule.counter)
      packets.push_back(rule.counter->packets);
  return packets.size() == 2 ? FaultCounts{.matched = packets[0], .hit = packets[1]}
                             : FaultCounts();
}

void remove_fault(Socket& netfilter, const std::string& table, const std::string& place) {
  remove_tables(netfilter, {{.family = "netdev", .name = table}}, place);
}

}  // namespace netrig::netlink
