#include "netrig/netlink/bridge_port.hpp"

#include <fmt/format.h>

#include <string_view>

namespace netrig {
namespace {

// "NAME on" or "NAME off" where it is not as usual, behind a space.
void tell(std::string& text, std::string_view name, bool value, bool usual) {
  if (value == usual) return;
  text += fmt::format("{}{}{}", text.empty() ? "" : " ", name, value ? " on" : " off");
}

void tell(std::string& text, const std::string& words) {
  text += (text.empty() ? "" : " ") + words;
}

}  // namespace

std::string to_string(const PortOptions& options) {
  const PortOptions usual;
  std::string text;
  tell(text, "isolated", options.isolated, usual.isolated);
  tell(text, "hairpin", options.hairpin, usual.hairpin);
  tell(text, "learning", options.learning, usual.learning);
  tell(text, "flood", options.flood, usual.flood);
  tell(text, "mcast_flood", options.multicast_flood, usual.multicast_flood);
  tell(text, "bcast_flood", options.broadcast_flood, usual.broadcast_flood);
  tell(text, "neigh_suppress", options.neighbour_suppression, usual.neighbour_suppression);
  tell(text, "proxy_arp", options.proxy_arp, usual.proxy_arp);
  tell(text, "locked", options.locked, usual.locked);
  tell(text, "vlan_tunnel", options.vlan_tunnel, usual.vlan_tunnel);
  if (options.backup_port) tell(text, fmt::format("backup_port {}", *options.backup_port));
  if (options.backup_nexthop != 0)
    tell(text, fmt::format("backup_nhid {}", options.backup_nexthop));
  return text;
}

std::string to_string(PortState state) {
  switch (state) {
    case PortState::disabled: return "disabled";
    case PortState::listening: return "listening";
    case PortState::learning: return "learning";
    case PortState::forwarding: return "forwarding";
    case PortState::blocking: return "blocking";
  }
  return fmt::format("state {}", static_cast<int>(state));
}

std::string to_string(const PortInfo& port) {
  auto text = to_string(port.state);
  if (port.options != PortOptions()) tell(text, to_string(port.options));
  return text;
}

std::string to_string(const BridgeOptions& options) {
  const BridgeOptions usual;
  std::string text;
  tell(text, "mcast_snooping", options.multicast_snooping, usual.multicast_snooping);
  if (options.ageing_time != usual.ageing_time)
    tell(text, fmt::format("ageing_time {} s", options.ageing_time.count()));
  tell(text, "vlan_filtering", options.vlan_filtering, usual.vlan_filtering);
  if (options.default_vlan != usual.default_vlan)
    tell(text, fmt::format("vlan_default_pvid {}", options.default_vlan));
  return text;
}

std::string to_string(const PortVlan& vlan) {
  auto text = fmt::format("vlan {}", vlan.id);
  if (vlan.pvid) tell(text, "pvid");
  if (vlan.untagged) tell(text, "untagged");
  if (vlan.tunnel) tell(text, fmt::format("tunnel {}", *vlan.tunnel));
  return text;
}

}  // namespace netrig
