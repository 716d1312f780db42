#include "netrig/netlink/virtual_interface.hpp"

#include <fmt/format.h>

#include <array>

namespace netrig {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

bool is_over_ipv6(const std::optional<IpAddress>& local, const std::optional<IpAddress>& remote) {
  return (local && local->is_v6()) || (remote && remote->is_v6());
}

template <class Value>
std::string word(const char* name, const std::optional<Value>& value) {
  return value ? fmt::format(" {} {}", name, *value) : std::string();
}

std::string names(const char* word, const std::vector<InterfaceName>& all) {
  return all.empty() ? std::string() : fmt::format(" {} {}", word, fmt::join(all, " "));
}

const char* text_of(MacvlanMode mode) {
  return std::array{"private", "vepa", "bridge", "passthru"}.at(static_cast<std::size_t>(mode));
}

const char* text_of(IpvlanMode mode) {
  return std::array{"l2", "l3", "l3s"}.at(static_cast<std::size_t>(mode));
}

// What ip-link(8) has between the kind and the end.
std::string arguments(const InterfaceKind& kind) {
  const auto tunnel = [](const auto& ends) {
    return word("local", ends.local) + word("remote", ends.remote);
  };
  return std::visit(
      Overloaded{
          [](const Macvlan& it) {
            return fmt::format(" link {} mode {}", it.parent, text_of(it.mode));
          },
          [](const Ipvlan& it) {
            return fmt::format(" link {} mode {}", it.parent, text_of(it.mode));
          },
          [](const Vlan& it) {
            return fmt::format(" link {} id {}{}", it.parent, it.id,
                               it.protocol == VlanProtocol::dot1ad ? " protocol 802.1ad" : "");
          },
          [&](const Vxlan& it) {
            auto text = it.external ? std::string(" external") : fmt::format(" id {}", it.id);
            text += tunnel(it) + word("dev", it.underlay);
            if (it.port != Vxlan().port) text += fmt::format(" dstport {}", it.port);
            text +=
                fmt::format("{}{}{}{}", it.learning ? "" : " nolearning", it.proxy ? " proxy" : "",
                            it.l2_miss ? " l2miss" : "", it.l3_miss ? " l3miss" : "");
            return text;
          },
          [](const Bridge& it) {
            auto text = names("ports", it.ports);
            if (it.options != BridgeOptions()) text += " " + to_string(it.options);
            return text;
          },
          [](const Vrf& it) {
            return fmt::format(" table {}", it.table) + names("of", it.members);
          },
          [&](const Gre& it) { return tunnel(it) + word("key", it.key); },
          [&](const Gretap& it) { return tunnel(it) + word("key", it.key); },
          [&](const Ipip& it) { return tunnel(it); },
          [](const auto&) { return std::string(); },
      },
      kind);
}

}  // namespace

std::string kind_name(const InterfaceKind& kind) {
  return std::visit(
      Overloaded{
          [](const Macvlan&) { return "macvlan"; },
          [](const Ipvlan&) { return "ipvlan"; },
          [](const Vlan&) { return "vlan"; },
          [](const Vxlan&) { return "vxlan"; },
          [](const Bridge&) { return "bridge"; },
          [](const Tun&) { return "tun"; },
          [](const Tap&) { return "tap"; },
          [](const Vrf&) { return "vrf"; },
          [](const Dummy&) { return "dummy"; },
          [](const Gre& it) { return is_over_ipv6(it.local, it.remote) ? "ip6gre" : "gre"; },
          [](const Gretap& it) {
            return is_over_ipv6(it.local, it.remote) ? "ip6gretap" : "gretap";
          },
          [](const Ipip& it) { return is_over_ipv6(it.local, it.remote) ? "ip6tnl" : "ipip"; },
      },
      kind);
}

std::string to_string(const VirtualInterface& interface) {
  auto text =
      fmt::format("{} {}{}", interface.name, kind_name(interface.kind), arguments(interface.kind));
  for (const auto& address : interface.addresses) text += fmt::format(" {}", address);
  text += word("mtu", interface.mtu) + word("address", interface.mac) +
          word("master", interface.master);
  if (interface.port != PortOptions()) text += fmt::format(" {}", interface.port);
  return interface.up ? text : text + " down";
}

std::vector<InterfaceName> named_by(const VirtualInterface& interface) {
  auto named = std::visit(Overloaded{
                              [](const Macvlan& it) { return std::vector{it.parent}; },
                              [](const Ipvlan& it) { return std::vector{it.parent}; },
                              [](const Vlan& it) { return std::vector{it.parent}; },
                              [](const Vxlan& it) {
                                return it.underlay ? std::vector{*it.underlay}
                                                   : std::vector<InterfaceName>();
                              },
                              [](const Bridge& it) { return it.ports; },
                              [](const Vrf& it) { return it.members; },
                              [](const auto&) { return std::vector<InterfaceName>(); },
                          },
                          interface.kind);
  if (interface.master) named.push_back(*interface.master);
  return named;
}

}  // namespace netrig
