#include "topology/virtual_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>

#include "netrig/core/error.hpp"
#include "topology/description_checks.hpp"

namespace netrig {
namespace {

constexpr std::uint16_t greatest_vlan = 4094;  // IEEE 802.1Q: 0 and 4095 are reserved

// Says what is wrong with a kind; one call a kind.
class KindCheck {
 public:
  KindCheck(const VirtualInterface& interface, std::string_view node)
      : interface_(interface), node_(node) {}

  [[noreturn]] void refuse(std::string_view reason) const {
    throw DescriptionError(
        fmt::format("cannot add interface '{}' to '{}': {}", interface_, node_, reason));
  }

  void operator()(const Vlan& it) const {
    if (it.id < 1 || it.id > greatest_vlan)
      refuse(fmt::format("a VLAN's id is 1 to {}", greatest_vlan));
  }
  void operator()(const Vxlan& it) const {
    constexpr std::uint32_t greatest = (1U << 24) - 1;  // RFC 7348 section 5
    if (it.id > greatest) refuse(fmt::format("a vxlan's id is at most {}", greatest));
    if (it.external && (it.id != 0 || it.remote))
      refuse("external means that id and remote come with each packet");
    check_ends(it);
    if (it.local && it.local->is_multicast()) refuse("the local address is a multicast address");
    if (it.remote && it.remote->is_multicast() && !it.underlay)
      refuse("a multicast group needs the underlay that it is joined on");
  }
  void operator()(const Bridge& it) const {
    check_bridge_options(it.options, node_);
    check_distinct(it.ports);
  }
  void operator()(const Vrf& it) const {
    // RT_TABLE_UNSPEC, and those that the kernel itself uses: default, main, local.
    if (it.table == 0 || (it.table >= 253 && it.table <= 255))
      refuse(fmt::format("table {} is taken by the kernel", it.table));
    if (!interface_.addresses.empty() && interface_.addresses.front().address().is_multicast())
      refuse("a VRF has no multicast addresses");
    check_distinct(it.members);
  }
  template <class Tunnel>
  requires std::same_as<Tunnel, Gre> || std::same_as<Tunnel, Gretap> || std::same_as<Tunnel, Ipip>
  void operator()(const Tunnel& it) const {
    check_ends(it);
    if (!it.local && !it.remote) refuse("a tunnel needs the address of one of its ends");
  }
  void operator()(const auto&) const {}

 private:
  void check_ends(const auto& it) const {
    if (it.local && it.remote && it.local->is_v4() != it.remote->is_v4())
      refuse("its ends are of different families");
  }
  void check_distinct(std::vector<InterfaceName> names) const {
    std::ranges::sort(names);
    if (const auto twice = std::ranges::adjacent_find(names); twice != names.end())
      refuse(fmt::format("it has '{}' twice", *twice));
    if (std::ranges::binary_search(names, interface_.name)) refuse("it cannot hold itself");
  }

  const VirtualInterface& interface_;
  std::string_view node_;
};

}  // namespace

void check_bridge_options(const BridgeOptions& options, std::string_view node) {
  constexpr std::chrono::hours longest{24 * 365};
  if (options.ageing_time < std::chrono::seconds(0) || options.ageing_time > longest)
    throw DescriptionError(fmt::format("a bridge of '{}' cannot have an ageing time of {} s", node,
                                       options.ageing_time.count()));
  if (options.default_vlan > greatest_vlan)
    throw DescriptionError(fmt::format("a bridge of '{}' cannot have the default VLAN {}: 0 to {}",
                                       node, options.default_vlan, greatest_vlan));
}

void check_virtual_interface(const VirtualInterface& interface, std::string_view node) {
  check_interface_name(interface.name, node);
  const KindCheck check(interface, node);
  std::visit(check, interface.kind);
  for (const auto& address : interface.addresses) check_interface_address(address, node);
  const auto is_v6 = [](const InterfaceAddress& address) { return !address.is_v4(); };
  constexpr std::uint32_t least = 68, least_of_ipv6 = 1280, most = 65535;  // as for links
  if (interface.mtu && (*interface.mtu < least || *interface.mtu > most))
    check.refuse(fmt::format("an MTU is {} to {} bytes", least, most));
  if (interface.mtu && *interface.mtu < least_of_ipv6 &&
      std::ranges::any_of(interface.addresses, is_v6))
    check.refuse(fmt::format("IPv6 needs an MTU of {} bytes (RFC 8200)", least_of_ipv6));
  if (interface.mac && (interface.mac->bytes[0] & 1) != 0)
    check.refuse(fmt::format("{} is a group's address", *interface.mac));
  const auto named = named_by(interface);
  if (std::ranges::find(named, interface.name) != named.end())
    check.refuse("it cannot stand on itself");
}

}  // namespace netrig
