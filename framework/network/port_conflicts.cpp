#include "netrig/network/port_conflicts.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "netlink/queries.hpp"
#include "netns/maker.hpp"
#include "netns/workers.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

UniqueFd open_socket(int family, TransportPort port) {
  const int type = port.protocol == Protocol::tcp ? SOCK_STREAM : SOCK_DGRAM;
  return UniqueFd(check(::socket(family, type | SOCK_CLOEXEC, 0),
                        [&] { return fmt::format("cannot open a socket for {}", port); }));
}

int bind_wildcard(const UniqueFd& socket, int family, std::uint16_t number) {
  if (family == AF_INET) {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_port = htons(number);
    return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&any), sizeof(any));
  }
  sockaddr_in6 any{};
  any.sin6_family = AF_INET6;
  any.sin6_port = htons(number);
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&any), sizeof(any));
}

// A socket that has the port on all addresses of both families; empty when someone else has it. For
// TCP it also listens: two sockets of one user may share a port that neither listens on.
std::optional<UniqueFd> take(TransportPort port) {
  auto socket = open_socket(AF_INET6, port);
  int result = bind_wildcard(socket, AF_INET6, port.number);
  if (result != 0 && errno == EADDRNOTAVAIL) {  // IPv6 is disabled here
    socket = open_socket(AF_INET, port);
    result = bind_wildcard(socket, AF_INET, port.number);
  }
  if (result == 0 && port.protocol == Protocol::tcp) result = ::listen(socket.get(), 1);
  if (result == 0) return socket;
  if (errno == EADDRINUSE) return std::nullopt;
  throw Error(error_code_from(errno), fmt::format("cannot bind {}", port));
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
  const auto nodes = network.nodes();
  std::vector<std::vector<UniqueFd>> held(nodes.size());  // until every node has been asked
  std::vector<std::vector<PortConflict>> found(nodes.size());
  for_each_on_threads(nodes.size(), [&](std::size_t i) {
    enter(nodes[i].network_namespace());
    for (const auto port : ports) {
      if (auto socket = take(port))
        held[i].push_back(*std::move(socket));
      else
        found[i].push_back(conflict_in(nodes[i].name(), port));
    }
  });
  std::vector<PortConflict> all;
  for (auto& each : found) std::ranges::move(each, std::back_inserter(all));
  return all;
}

}  // namespace netrig
