// The connections that a node tracks.
#include "netlink/conntrack_requests.hpp"
#include "netns/maker.hpp"
#include "netrig/network/node.hpp"

namespace netrig {
namespace {

// Calls `work` with a netfilter socket of the node's namespace.
template <class Work>
auto with_netfilter_socket(const Node& node, Work&& work) {
  return on_thrown_away_thread(node.network_namespace(), [&] {
    netlink::Socket socket(NETLINK_NETFILTER);
    return work(socket);
  });
}

}  // namespace

std::vector<ConntrackEntry> Node::conntrack(std::optional<Family> family) const {
  return with_netfilter_socket(
      *this, [&](auto& socket) { return netlink::conntrack(socket, name(), family); });
}

void Node::flush_conntrack(std::optional<Family> family) const {
  with_netfilter_socket(*this,
                        [&](auto& socket) { netlink::flush_conntrack(socket, name(), family); });
}

void Node::remove_conntrack(const ConntrackEntry& entry) const {
  with_netfilter_socket(*this,
                        [&](auto& socket) { netlink::remove_conntrack(socket, name(), entry); });
}

}  // namespace netrig
