#include "service/port_holders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// Whether a socket that wants a port on `wanted`, or on all addresses, meets one that has it.
bool overlap(const std::optional<IpAddress>& wanted, const ListeningSocket& held) {
  const auto& has = held.local.address;
  const bool has_all = has.is_v6() && has.is_unspecified() && !held.is_v6_only;
  if (!wanted || has_all) return true;
  return wanted->is_v4() == has.is_v4() &&
         (*wanted == has || wanted->is_unspecified() || has.is_unspecified());
}

std::string describe(const ListeningSocket& socket) {
  std::vector<std::string> holders;
  for (const auto& holder : socket.holders) {
    auto text = fmt::format("{} (pid {})", holder.command, holder.pid);
    if (std::ranges::find(holders, text) == holders.end()) holders.push_back(std::move(text));
  }
  if (holders.empty())
    holders.push_back(
        fmt::format("a process of uid {} that this one may not look into", socket.uid));
  return fmt::format("{} is held by {}", socket.local, fmt::join(holders, " and "));
}

}  // namespace

std::string describe_holders(TransportPort port, const std::optional<IpAddress>& address,
                             const std::string& place) try {
  netlink::Socket diag(NETLINK_SOCK_DIAG);
  auto sockets = netlink::listening_sockets(diag, place);
  std::erase_if(sockets, [&](const ListeningSocket& socket) {
    return socket.local.port != port || !overlap(address, socket);
  });
  if (sockets.empty())
    return "no socket that listens has it, so a connection has, or a socket that is only bound";
  netlink::find_holders(sockets);
  std::vector<std::string> texts;
  for (const auto& socket : sockets) texts.push_back(describe(socket));
  return fmt::format("{}", fmt::join(texts, ", "));
} catch (const Error& error) {
  return error
      .what();  // a kernel without inet_diag: that the port is taken is worth more than this
}

}  // namespace netrig
