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

std::optional<RuleAction> rule_action(std::uint8_t action) {
  switch (action) {
    case FR_ACT_TO_TBL: return RuleAction::lookup;
    case FR_ACT_BLACKHOLE: return RuleAction::blackhole;
    case FR_ACT_UNREACHABLE: return RuleAction::unreachable;
    case FR_ACT_PROHIBIT: return RuleAction::prohibit;
    default: return std::nullopt;
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

// Empty for an action that netrig has no word for: goto, nop.
std::optional<RoutingRule> read_rule(const nlmsghdr& header) {
  const auto& message = *static_cast<const fib_rule_hdr*>(mnl_nlmsg_get_payload(&header));
  const RuleAttributes attributes(header, sizeof(fib_rule_hdr));
  const auto action = rule_action(message.action);
  if (!action) return std::nullopt;
  const auto number = [&](std::uint16_t type) {
    return attributes[type] ? mnl_attr_get_u32(attributes[type]) : 0;
  };
  RoutingRule rule;
  rule.action = *action;
  rule.family = message.family == AF_INET ? Family::ipv4 : Family::ipv6;
  rule.priority = number(FRA_PRIORITY);  // none is 0
  rule.from = prefix_in(attributes[FRA_SRC], message.src_len);
  rule.to = prefix_in(attributes[FRA_DST], message.dst_len);
  if (attributes[FRA_IIFNAME]) rule.incoming_interface = mnl_attr_get_str(attributes[FRA_IIFNAME]);
  if (attributes[FRA_OIFNAME]) rule.outgoing_interface = mnl_attr_get_str(attributes[FRA_OIFNAME]);
  if (number(FRA_FWMARK) != 0 || number(FRA_FWMASK) != 0)
    rule.mark = MarkMatch(number(FRA_FWMARK), number(FRA_FWMASK));
  if (attributes[FRA_IP_PROTO])
    rule.protocol = static_cast<IpProtocol>(mnl_attr_get_u8(attributes[FRA_IP_PROTO]));
  rule.source_ports = ports_in(attributes[FRA_SPORT_RANGE]);
  rule.destination_ports = ports_in(attributes[FRA_DPORT_RANGE]);
  const bool follows_vrf = attributes[FRA_L3MDEV] && mnl_attr_get_u8(attributes[FRA_L3MDEV]) != 0;
  const auto table = attributes[FRA_TABLE] ? number(FRA_TABLE) : message.table;
  rule.table = follows_vrf ? 0 : table;
  constexpr std::uint32_t none = 0xffff'ffff;
  if (attributes[FRA_SUPPRESS_PREFIXLEN] && number(FRA_SUPPRESS_PREFIXLEN) != none)
    rule.suppress_prefix_length = number(FRA_SUPPRESS_PREFIXLEN);
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
        [&](const nlmsghdr& header) {
          if (auto rule = read_rule(header)) found.push_back(*std::move(rule));
        });
    std::ranges::move(found, std::back_inserter(all));
  }
  return all;
}

}  // namespace netrig::netlink
