#include "netrig/network/port_conflicts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "netlink/queries.hpp"
#include "netns/maker.hpp"
#include "netns/workers.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"
#include "service/bound_socket.hpp"

namespace netrig {
namespace {

// In their order, each once.
std::vector<TransportPort> distinct(const std::vector<TransportPort>& ports) {
  std::vector<TransportPort> once;
  for (const auto port : ports) {
    if (port.number == 0)
      throw DescriptionError(
          fmt::format("{} is no port that could be free or taken: the kernel picks another", port));
    if (std::ranges::find(once, port) == once.end()) once.push_back(port);
  }
  return once;
}

PortConflict conflict_in(const std::string& node, TransportPort port) {
  netlink::Socket diag(NETLINK_SOCK_DIAG);
  PortConflict conflict{node, port, netlink::listening_sockets(diag, node)};
  std::erase_if(conflict.holders,
                [&](const ListeningSocket& socket) { return socket.local.port != port; });
  netlink::find_holders(conflict.holders);
  return conflict;
}

}  // namespace

std::string to_string(const PortConflict& conflict) {
  std::vector<std::string> holders;
  for (const auto& socket : conflict.holders) holders.push_back(to_string(socket));
  if (holders.empty())
    holders.emplace_back("by a socket that neither listens nor waits for datagrams");
  return fmt::format("{} is taken in '{}': {}", conflict.port, conflict.node,
                     fmt::join(holders, ", "));
}

std::vector<PortConflict> port_conflicts(const Network& network,
                                         const std::vector<TransportPort>& ports) {
  const auto wanted = distinct(ports);
  const auto nodes = network.nodes();
  std::vector<std::vector<UniqueFd>> held(nodes.size());  // until every node has been asked
  std::vector<std::vector<PortConflict>> found(nodes.size());
  for_each_on_threads(nodes.size(), [&](std::size_t i) {
    enter(nodes[i].network_namespace());
    for (const auto port : wanted) {
      if (auto socket = try_open_bound_socket(port, {}, nodes[i].name()))
        held[i].push_back(std::move(socket->fd));
      else
        found[i].push_back(conflict_in(nodes[i].name(), port));
    }
  });
  std::vector<PortConflict> all;
  for (auto& each : found) std::ranges::move(each, std::back_inserter(all));
  return all;
}

}  // namespace netrig
