#include "topology/ip_link_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace netrig {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

template <class Value>
std::string word(const char* name, const std::optional<Value>& value) {
  return value ? fmt::format(" {} {}", name, *value) : std::string();
}

template <class Tunnel>
std::string ends(const Tunnel& tunnel) {
  return word("local", tunnel.local) + word("remote", tunnel.remote);
}

std::string vxlan_words(const Vxlan& vxlan) {
  auto text = vxlan.external ? std::string(" external") : fmt::format(" id {}", vxlan.id);
  text += word("local", vxlan.local) + word("dev", vxlan.underlay);
  const bool is_group = vxlan.remote && vxlan.remote->is_multicast();
  text += word(is_group ? "group" : "remote", vxlan.remote);
  text += fmt::format(" dstport {}", vxlan.port);
  if (!vxlan.learning) text += " nolearning";
  if (vxlan.proxy) text += " proxy";
  if (vxlan.l2_miss) text += " l2miss";
  if (vxlan.l3_miss) text += " l3miss";
  return text;
}

// The words of the mode as to_string() has them, which are ip-link(8)'s.
std::string mode_of(const VirtualInterface& interface) {
  const auto text = to_string(VirtualInterface{interface.name, interface.kind});
  return " mode" + text.substr(text.rfind(' '));
}

// What stands behind the kind.
std::string type_words(const VirtualInterface& interface) {
  return std::visit(Overloaded{
                        [&](const Macvlan&) { return mode_of(interface); },
                        [&](const Ipvlan&) { return mode_of(interface); },
                        [](const Vlan& it) {
                          const auto* protocol =
                              it.protocol == VlanProtocol::dot1ad ? "802.1ad" : "802.1q";
                          return fmt::format(" protocol {} id {}", protocol, it.id);
                        },
                        [](const Vxlan& it) { return vxlan_words(it); },
                        [](const Bridge& it) { return ' ' + ip_link_words(it.options); },
                        [](const Vrf& it) { return fmt::format(" table {}", it.table); },
                        [](const Gre& it) { return ends(it) + word("key", it.key); },
                        [](const Gretap& it) { return ends(it) + word("key", it.key); },
                        [](const Ipip& it) { return ends(it); },
                        [](const auto&) { return std::string(); },
                    },
                    interface.kind);
}

std::string parent_words(const InterfaceKind& kind) {
  return std::visit(Overloaded{
                        [](const Macvlan& it) { return fmt::format(" link {}", it.parent); },
                        [](const Ipvlan& it) { return fmt::format(" link {}", it.parent); },
                        [](const Vlan& it) { return fmt::format(" link {}", it.parent); },
                        [](const auto&) { return std::string(); },
                    },
                    kind);
}

}  // namespace

std::string ip_link_words(const VirtualInterface& interface, int index) {
  return fmt::format("name {} index {}{}{}{} type {}{}", interface.name, index,
                     parent_words(interface.kind), word("mtu", interface.mtu),
                     word("address", interface.mac), kind_name(interface.kind),
                     type_words(interface));
}

std::string ip_link_words(const BridgeOptions& options) {
  const BridgeOptions usual;
  std::string text;
  if (!options.multicast_snooping) text += " mcast_snooping 0";
  if (options.ageing_time != usual.ageing_time)  // in hundredths of a second (USER_HZ)
    text += fmt::format(" ageing_time {}", options.ageing_time.count() * 100);
  if (options.vlan_filtering) text += " vlan_filtering 1";
  if (options.default_vlan != usual.default_vlan)
    text += fmt::format(" vlan_default_pvid {}", options.default_vlan);
  return text;
}

}  // namespace netrig
