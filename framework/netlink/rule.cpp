#include "netrig/netlink/rule.hpp"

#include <fmt/format.h>

#include <tuple>

namespace netrig {
namespace {

std::string end_text(const std::optional<Prefix>& prefix) {
  if (!prefix || prefix->length() == 0) return "all";
  const unsigned host_length = prefix->is_v4() ? 32 : 128;
  return prefix->length() == host_length ? to_string(prefix->address()) : to_string(*prefix);
}

std::string text_of(const MarkMatch& mark) {
  if (mark.mask == 0xffff'ffff) return fmt::format("{:#x}", mark.value);
  return fmt::format("{:#x}/{:#x}", mark.value, mark.mask);
}

std::string text_of(const PortRange& ports) {
  if (ports.first == ports.last) return std::to_string(ports.first);
  return fmt::format("{}-{}", ports.first, ports.last);
}

// "All" is the same, said or left out.
std::optional<Prefix> narrowed(const std::optional<Prefix>& prefix) {
  return prefix && prefix->length() != 0 ? prefix : std::nullopt;
}

}  // namespace

std::string to_string(RuleAction action) {
  switch (action) {
    case RuleAction::lookup: return "lookup";
    case RuleAction::blackhole: return "blackhole";
    case RuleAction::unreachable: return "unreachable";
    case RuleAction::prohibit: return "prohibit";
    case RuleAction::goto_: return "goto";
    case RuleAction::nop: return "nop";
  }
  return fmt::format("action {}", static_cast<int>(action));
}

Family RoutingRule::effective_family() const {
  const auto& prefix = from ? from : to;
  if (prefix) return prefix->is_v4() ? Family::ipv4 : Family::ipv6;
  return family.value_or(Family::ipv4);
}

bool RoutingRule::operator==(const RoutingRule& other) const {
  const auto all = [](const RoutingRule& rule) {
    const auto table_asked = rule.action == RuleAction::lookup ? rule.table : 0;
    const auto leads_to = rule.action == RuleAction::goto_ ? rule.target : 0;
    return std::tuple(rule.priority, rule.inverted, rule.effective_family(), narrowed(rule.from),
                      narrowed(rule.to), rule.incoming_interface, rule.outgoing_interface,
                      rule.mark, rule.tos, rule.users, rule.protocol, rule.source_ports,
                      rule.destination_ports, rule.action, table_asked, rule.suppress_prefix_length,
                      leads_to, rule.has_more);
  };
  return all(*this) == all(other);
}

std::string to_string(const RoutingRule& rule) {
  std::string text;
  if (rule.priority) text = fmt::format("{}: ", *rule.priority);
  if (rule.inverted) text += "not ";
  text += "from " + end_text(rule.from);
  if (narrowed(rule.to)) text += " to " + end_text(rule.to);
  if (rule.tos != 0) text += fmt::format(" tos {:#x}", rule.tos);
  if (rule.mark) text += " fwmark " + text_of(*rule.mark);
  if (!rule.incoming_interface.empty()) text += " iif " + rule.incoming_interface;
  if (!rule.outgoing_interface.empty()) text += " oif " + rule.outgoing_interface;
  if (rule.users) text += fmt::format(" uidrange {}-{}", rule.users->first, rule.users->last);
  if (rule.protocol) text += " ipproto " + to_string(*rule.protocol);
  if (rule.source_ports) text += " sport " + text_of(*rule.source_ports);
  if (rule.destination_ports) text += " dport " + text_of(*rule.destination_ports);
  if (rule.has_more) text += " and more";
  text += " " + to_string(rule.action);
  if (rule.action == RuleAction::goto_) text += fmt::format(" {}", rule.target);
  if (rule.action == RuleAction::lookup)
    text += rule.table == 0 ? " [l3mdev-table]" : " " + table_name(rule.table);
  if (rule.suppress_prefix_length)
    text += fmt::format(" suppress_prefixlength {}", *rule.suppress_prefix_length);
  return text;
}

}  // namespace netrig
