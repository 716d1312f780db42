#include "policy/listeners.hpp"

#include <algorithm>

#include "netlink/queries.hpp"
#include "netns/maker.hpp"
#include "netns/workers.hpp"
#include "policy/names.hpp"

namespace netrig {
namespace {

// RFC 919; a link of two addresses has none (RFC 3021).
bool is_broadcast(const IpAddress& address, const std::vector<AddressInfo>& own) {
  if (address == IpAddress("255.255.255.255")) return true;
  return std::ranges::any_of(own, [&address](const AddressInfo& each) {
    const auto on_link = each.address.prefix();
    const auto first = on_link.first_host_offset();
    return on_link.is_v4() && first != 0 && address == on_link.at(first + on_link.host_capacity());
  });
}

}  // namespace

void Listener::add(const IpAddress& local, bool is_v6_only) {
  if (!local.is_unspecified()) {
    addresses_.push_back(local);
    return;
  }
  (local.is_v4() ? on_all_v4_ : on_all_v6_) = true;
  if (local.is_v6() && !is_v6_only) on_all_v4_ = true;
}

bool Listener::takes(Family family) const {
  const bool is_v4 = family == Family::ipv4;
  return (is_v4 ? on_all_v4_ : on_all_v6_) ||
         std::ranges::any_of(addresses_,
                             [is_v4](const auto& each) { return each.is_v4() == is_v4; });
}

std::optional<IpAddress> Listener::address_for(Family family,
                                               const std::optional<IpAddress>& usual) const {
  const bool is_v4 = family == Family::ipv4;
  if (!usual) return std::nullopt;
  if ((is_v4 ? on_all_v4_ : on_all_v6_) ||
      std::ranges::find(addresses_, *usual) != addresses_.end())
    return usual;
  const auto other = std::ranges::find(addresses_, is_v4, &IpAddress::is_v4);
  if (other == addresses_.end()) return std::nullopt;
  return *other;
}

std::vector<Listeners> listeners_of(const Network& network) {
  const auto nodes = network.nodes();
  std::vector<Listeners> all(nodes.size());
  for_each_on_threads(nodes.size(), [&](std::size_t i) {
    enter(nodes[i].network_namespace());
    netlink::Socket diag(NETLINK_SOCK_DIAG);
    const auto own =
        netlink::addresses(nodes[i].network_namespace().route_socket(), nodes[i].name());
    for (const auto& socket : netlink::listening_sockets(diag, nodes[i].name())) {
      if (socket.interface == "lo") continue;  // nobody else can call it
      const auto& local = socket.local.address;
      if (local.is_unspecified() || (is_name(local) && !is_broadcast(local, own)))
        all[i][socket.local.port].add(local, socket.is_v6_only);
    }
  });
  return all;
}

}  // namespace netrig
