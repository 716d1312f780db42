#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink/requests.hpp"

namespace netrig::netlink {
namespace {

std::uint8_t kernel_action(RuleAction action) {
  switch (action) {
    case RuleAction::lookup: return FR_ACT_TO_TBL;
    case RuleAction::blackhole: return FR_ACT_BLACKHOLE;
    case RuleAction::unreachable: return FR_ACT_UNREACHABLE;
    case RuleAction::prohibit: return FR_ACT_PROHIBIT;
    case RuleAction::goto_: return FR_ACT_GOTO;
    case RuleAction::nop: return FR_ACT_NOP;
  }
  return FR_ACT_UNSPEC;
}

void put_prefix(Message& message, std::uint16_t type, const std::optional<Prefix>& prefix,
                std::uint8_t& length) {
  if (!prefix || prefix->length() == 0) return;
  length = static_cast<std::uint8_t>(prefix->length());
  message.put(type, prefix->address());
}

void put_ports(Message& message, std::uint16_t type, const std::optional<PortRange>& ports) {
  if (!ports) return;
  const fib_rule_port_range range{ports->first, ports->last};
  message.put_bytes(type, &range, sizeof(range));
}

void put_rule(Message& message, const RoutingRule& rule) {
  auto& header = message.put_header<fib_rule_hdr>();
  header.family = rule.effective_family() == Family::ipv4 ? AF_INET : AF_INET6;
  header.action = kernel_action(rule.action);
  header.tos = rule.tos;
  if (rule.inverted) header.flags = FIB_RULE_INVERT;
  put_prefix(message, FRA_SRC, rule.from, header.src_len);
  put_prefix(message, FRA_DST, rule.to, header.dst_len);
  if (rule.priority) message.put(FRA_PRIORITY, *rule.priority);
  if (!rule.incoming_interface.empty()) message.put_string(FRA_IIFNAME, rule.incoming_interface);
  if (!rule.outgoing_interface.empty()) message.put_string(FRA_OIFNAME, rule.outgoing_interface);
  if (rule.mark) {
    message.put(FRA_FWMARK, rule.mark->value);
    message.put(FRA_FWMASK, rule.mark->mask);
  }
  if (rule.users) {
    const fib_rule_uid_range range{rule.users->first, rule.users->last};
    message.put_bytes(FRA_UID_RANGE, &range, sizeof(range));
  }
  if (rule.protocol) message.put_u8(FRA_IP_PROTO, static_cast<std::uint8_t>(*rule.protocol));
  put_ports(message, FRA_SPORT_RANGE, rule.source_ports);
  put_ports(message, FRA_DPORT_RANGE, rule.destination_ports);
  if (rule.suppress_prefix_length)
    message.put(FRA_SUPPRESS_PREFIXLEN, *rule.suppress_prefix_length);
  if (rule.action == RuleAction::goto_) message.put(FRA_GOTO, rule.target);
  if (rule.action != RuleAction::lookup) return;
  if (rule.table == 0)
    message.put_u8(FRA_L3MDEV, 1);
  else
    message.put(FRA_TABLE, rule.table);
}

}  // namespace

void add_rule(Batch& batch, const RoutingRule& rule) {
  auto message = batch.add(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL,
                           [rule] { return fmt::format("cannot add rule '{}'", rule); });
  put_rule(message, rule);
}

void remove_rule(Batch& batch, const RoutingRule& rule) {
  auto message =
      batch.add(RTM_DELRULE, 0, [rule] { return fmt::format("cannot remove rule '{}'", rule); });
  put_rule(message, rule);
}

}  // namespace netrig::netlink
