#include "netrig/network/node.hpp"

#include <fmt/format.h>
#include <linux/if.h>

#include <algorithm>

#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "network/state.hpp"

namespace netrig {
namespace {

// The index of an interface, or 0 for "any" when the name is empty.
int index_of(const Node& node, const std::string& interface) {
  return interface.empty() ? 0 : node.interface(interface).index();
}

}  // namespace

const std::string& Node::name() const {
  return network_->plan.node(id_).name;
}

Namespace& Node::network_namespace() const {
  return network_->at(id_);
}

void Node::configure(const Configuration& configuration) const {
  network_->configure(id_, configuration);
}

std::vector<InterfaceInfo> Node::interfaces() const {
  return netlink::interfaces(network_namespace().route_socket(), name());
}

std::vector<AddressInfo> Node::addresses() const {
  return netlink::addresses(network_namespace().route_socket(), name());
}

std::vector<Neighbour> Node::neighbours() const {
  return netlink::neighbours(network_namespace().route_socket(), name());
}

std::vector<ListeningSocket> Node::listening_sockets() const {
  auto sockets = on_thrown_away_thread(network_namespace(), [this] {
    netlink::Socket diag(NETLINK_SOCK_DIAG);
    return netlink::listening_sockets(diag, name());
  });
  netlink::find_holders(sockets);
  return sockets;
}

Interface Node::interface(std::string_view wanted) const {
  // The kernel finds alternative names as well, which are none of netrig's.
  if (!wanted.empty() && wanted.size() < IFNAMSIZ)
    if (const auto found =
            netlink::interface(network_namespace().route_socket(), name(), std::string(wanted));
        found && found->name == wanted)
      return {*network_, id_, found->index, found->name};
  std::vector<std::string> names;
  for (const auto& each : interfaces()) names.push_back(fmt::format("'{}'", each.name));
  throw DescriptionError(
      fmt::format("no interface '{}' in '{}': it has {}", wanted, name(), fmt::join(names, ", ")));
}

void Node::add_neighbour(const Neighbour& neighbour) const {
  if (neighbour.interface.empty())
    throw DescriptionError(fmt::format("cannot add neighbour {} to '{}': it has no interface",
                                       neighbour.address, name()));
  if (!neighbour.mac && neighbour.state == NeighbourState::permanent)
    throw DescriptionError(
        fmt::format("cannot add neighbour {} to '{}': a permanent one needs its link-layer address",
                    neighbour.address, name()));
  netlink::Batch batch(name());
  netlink::add_neighbour(batch, {index_of(*this, neighbour.interface), neighbour.interface},
                         neighbour);
  network_namespace().route_socket().execute(batch);
}

void Node::remove_neighbour(const Neighbour& neighbour) const {
  netlink::Batch batch(name());
  netlink::remove_neighbour(batch, {index_of(*this, neighbour.interface), neighbour.interface},
                            neighbour.address);
  network_namespace().route_socket().execute(batch);
}

}  // namespace netrig
