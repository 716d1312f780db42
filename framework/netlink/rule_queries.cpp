#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"

namespace netrig::netlink {
namespace {

using RuleAttributes = Attributes<FRA_DPORT_RANGE>;

RuleAction rule_action(std::uint8_t action) {
  switch (action) {
    case FR_ACT_TO_TBL: return RuleAction::lookup;
    case FR_ACT_GOTO: return RuleAction::goto_;
    case FR_ACT_NOP: return RuleAction::nop;
    case FR_ACT_UNREACHABLE: return RuleAction::unreachable;
    case FR_ACT_PROHIBIT: return RuleAction::prohibit;
    default: return RuleAction::blackhole;  // so does fib4_rule_action() in net/ipv4/fib_rules.c
  }
}

std::optional<Prefix> prefix_in(const nlattr* attribute, unsigned length) {
  if (!attribute) return std::nullopt;
  return Prefix(address_in(attribute), length);
}

std::optional<PortRange> ports_in(const nlattr* attribute) {
  if (!attribute) return std::nullopt;
  fib_rule_port_range range;
  std::memcpy(&range, mnl_attr_get_payload(attribute), sizeof(range));
  return PortRange(range.start, range.end);
}

std::optional<UserRange> users_in(const nlattr* attribute) {
  if (!attribute) return std::nullopt;
  fib_rule_uid_range range;
  std::memcpy(&range, mnl_attr_get_payload(attribute), sizeof(range));
  return UserRange(range.start, range.end);
}

constexpr std::uint32_t no_limit = 0xffff'ffff;  // of FRA_SUPPRESS_*

// Whether it says of a rule what RoutingRule has no word for. Headers older than the kernel lack
// some: FRA_DSCP is 25 (Linux 6.13), FRA_DPORT_MASK 29 (Linux 6.15).
bool says_more(const nlattr& attribute) {
  constexpr std::uint16_t source_port_mask = 28, destination_port_mask = 29;
  constexpr std::uint16_t one_port = 0xffff;
  switch (const auto type = mnl_attr_get_type(&attribute); type) {
    case FRA_TUN_ID: return true;
    case FRA_SUPPRESS_IFGROUP: return mnl_attr_get_u32(&attribute) != no_limit;
    case source_port_mask:
    case destination_port_mask: return mnl_attr_get_u16(&attribute) != one_port;
    default: return type > FRA_DPORT_RANGE;
  }
}

bool has_more(const nlmsghdr& header) {
  bool found = false;
  for_each_attribute(header, sizeof(fib_rule_hdr),
                     [&](const nlattr& attribute) { found |= says_more(attribute); });
  return found;
}

RoutingRule read_rule(const nlmsghdr& header) {
  const auto& message = *static_cast<const fib_rule_hdr*>(mnl_nlmsg_get_payload(&header));
  const RuleAttributes attributes(header, sizeof(fib_rule_hdr));
  const auto number = [&](std::uint16_t type) {
    return attributes[type] ? mnl_attr_get_u32(attributes[type]) : 0;
  };
  RoutingRule rule;
  rule.action = rule_action(message.action);
  rule.inverted = (message.flags & FIB_RULE_INVERT) != 0;
  rule.family = message.family == AF_INET ? Family::ipv4 : Family::ipv6;
  rule.priority = number(FRA_PRIORITY);  // none is 0
  rule.from = prefix_in(attributes[FRA_SRC], message.src_len);
  rule.to = prefix_in(attributes[FRA_DST], message.dst_len);
  if (attributes[FRA_IIFNAME]) rule.incoming_interface = mnl_attr_get_str(attributes[FRA_IIFNAME]);
  if (attributes[FRA_OIFNAME]) rule.outgoing_interface = mnl_attr_get_str(attributes[FRA_OIFNAME]);
  if (number(FRA_FWMARK) != 0 || number(FRA_FWMASK) != 0)
    rule.mark = MarkMatch(number(FRA_FWMARK), number(FRA_FWMASK));
  rule.tos = message.tos;
  rule.users = users_in(attributes[FRA_UID_RANGE]);
  if (attributes[FRA_IP_PROTO])
    rule.protocol = static_cast<IpProtocol>(mnl_attr_get_u8(attributes[FRA_IP_PROTO]));
  rule.source_ports = ports_in(attributes[FRA_SPORT_RANGE]);
  rule.destination_ports = ports_in(attributes[FRA_DPORT_RANGE]);
  const bool follows_vrf = attributes[FRA_L3MDEV] && mnl_attr_get_u8(attributes[FRA_L3MDEV]) != 0;
  const auto table = attributes[FRA_TABLE] ? number(FRA_TABLE) : message.table;
  rule.table = follows_vrf ? 0 : table;
  if (attributes[FRA_SUPPRESS_PREFIXLEN] && number(FRA_SUPPRESS_PREFIXLEN) != no_limit)
    rule.suppress_prefix_length = number(FRA_SUPPRESS_PREFIXLEN);
  rule.target = number(FRA_GOTO);
  rule.has_more = has_more(header);
  return rule;
}

}  // namespace

std::vector<RoutingRule> rules(Socket& socket, const std::string& place) {
  std::vector<RoutingRule> all;
  for (const auto family : {AF_INET, AF_INET6}) {
    Batch batch(place);
    batch.add(RTM_GETRULE, NLM_F_DUMP, [] { return std::string("cannot list the routing rules"); })
        .put_header<fib_rule_hdr>()
        .family = static_cast<std::uint8_t>(family);
    std::vector<RoutingRule> found;
    socket.dump(
        batch, [&] { found.clear(); },
        [&](const nlmsghdr& header) { found.push_back(read_rule(header)); });
    std::ranges::move(found, std::back_inserter(all));
  }
  return all;
}

}  // namespace netrig::netlink
