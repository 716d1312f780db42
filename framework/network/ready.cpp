#include "network/ready.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "netlink/queries.hpp"
#include "netlink/socket.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// The indexes of those that are not operational yet.
std::vector<int> not_ready(Namespace& where, const std::vector<int>& indexes) {
  std::vector<int> found;
  for (const auto& info : netlink::interfaces_at(where.route_socket(), where.name(), indexes))
    if (info.state != OperationalState::up) found.push_back(info.index);
  return found;
}

std::string names_of(const std::vector<int>& indexes, const std::vector<netlink::Device>& devices) {
  std::vector<std::string> names;
  for (const auto& device : devices)
    if (std::ranges::find(indexes, device.index) != indexes.end())
      names.push_back(fmt::format("'{}'", device.name));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<int> indexes_of(const std::vector<netlink::Device>& devices) {
  std::vector<int> indexes;
  for (const auto& device : devices) indexes.push_back(device.index);
  return indexes;
}

}  // namespace

void wait_until_operational(Namespace& where, const std::vector<netlink::Device>& devices,
                            Deadline deadline) {
  if (devices.empty()) return;
  // Recent kernels settle the state when asked, so this is the end of it.
  auto waiting = not_ready(where, indexes_of(devices));
  if (waiting.empty()) return;

  // Listen first, then ask once more: no event can fall between.
  const auto events = open_route_socket(where);
  events->join(RTNLGRP_LINK);
  waiting = not_ready(where, waiting);
  while (!waiting.empty()) {
    const bool heard_all = events->receive_events(
        deadline,
        fmt::format("{} of '{}' to become operational", names_of(waiting, devices), where.name()),
        [&](const nlmsghdr& header) {
          if (header.nlmsg_type != RTM_NEWLINK) return;
          const auto info = netlink::parse_interface(header);
          if (info.state == OperationalState::up) std::erase(waiting, info.index);
        });
    if (!heard_all) waiting = not_ready(where, waiting);
  }
}

void wait_until_addresses_are_usable(Namespace& where, const std::vector<netlink::Device>& devices,
                                     Deadline deadline) {
  const auto indexes = indexes_of(devices);
  const auto unusable = [&] {
    return netlink::unusable_ipv6_addresses(where.route_socket(), where.name(), indexes);
  };
  if (indexes.empty() || unusable().empty()) return;

  const auto events = open_route_socket(where);
  events->join(RTNLGRP_IPV6_ROUTE);
  for (auto waiting = unusable(); !waiting.empty(); waiting = unusable())
    events->receive_events(
        deadline, fmt::format("{} of '{}' to become usable", waiting.front(), where.name()),
        [](const nlmsghdr&) {});
}

}  // namespace netrig
