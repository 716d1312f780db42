#include "netrig/netlink/nexthop.hpp"

#include <fmt/format.h>

#include <tuple>

namespace netrig {

Family NexthopObject::effective_family() const {
  if (via) return via->is_v4() ? Family::ipv4 : Family::ipv6;
  return family.value_or(Family::ipv4);
}

bool NexthopObject::operator==(const NexthopObject& other) const {
  const auto all = [](const NexthopObject& each) {
    const bool is_group = !each.group.empty();
    return std::tuple(each.id, each.via, each.interface, each.blackhole, each.onlink, each.fdb,
                      each.resilient, is_group ? Family::ipv4 : each.effective_family());
  };
  return all(*this) == all(other) && group == other.group;
}

std::string to_string(const NexthopObject& nexthop) {
  auto text = fmt::format("id {}", nexthop.id);
  for (std::size_t i = 0; i < nexthop.group.size(); ++i) {
    const auto& [id, weight] = nexthop.group[i];
    text += fmt::format("{}{}", i == 0 ? " group " : "/", id);
    if (weight != 1) text += fmt::format(",{}", weight);
  }
  if (nexthop.resilient)
    text += fmt::format(" type resilient buckets {} idle_timer {} unbalanced_timer {}",
                        nexthop.resilient->buckets, nexthop.resilient->idle_timer.count(),
                        nexthop.resilient->unbalanced_timer.count());
  if (nexthop.via) text += fmt::format(" via {}", *nexthop.via);
  if (!nexthop.interface.empty()) text += fmt::format(" dev {}", nexthop.interface);
  if (nexthop.blackhole) text += " blackhole";
  if (nexthop.onlink) text += " onlink";
  if (nexthop.fdb) text += " fdb";
  return text;
}

}  // namespace netrig
