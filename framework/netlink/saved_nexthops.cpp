#include "netlink/saved_nexthops.hpp"

#include <algorithm>

#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

bool has_id(const std::vector<NexthopObject>& objects, std::uint32_t id) {
  return std::ranges::find(objects, id, &NexthopObject::id) != objects.end();
}

// Whether `now` is what the kernel has left of `before`.
bool is_rest_of(const NexthopObject& now, const NexthopObject& before) {
  return !now.group.empty() && std::ranges::all_of(now.group, [&](const NexthopMember& member) {
    return std::ranges::find(before.group, member) != before.group.end();
  });
}

}  // namespace

bool SavedNexthops::hold(std::uint32_t id) const {
  return has_id(objects, id) || has_id(groups, id);
}

SavedNexthops nexthops_through(Socket& socket, const std::string& place,
                               const std::string& interface, int interface_index) {
  SavedNexthops saved;
  saved.interface_index = interface_index;
  const auto all = nexthops(socket, place);
  for (const auto& each : all)
    if (each.interface == interface) saved.objects.push_back(each);
  for (const auto& each : all)
    if (std::ranges::any_of(each.group, [&](const NexthopMember& member) {
          return has_id(saved.objects, member.id);
        }))
      saved.groups.push_back(each);
  return saved;
}

void restore_nexthops(Socket& socket, const std::string& place, const SavedNexthops& saved) {
  if (saved.objects.empty()) return;
  const auto present = nexthops(socket, place);
  Batch batch(place);
  for (const auto& each : saved.objects)
    if (!has_id(present, each.id)) add_nexthop(batch, each, saved.interface_index);
  for (const auto& each : saved.groups) {
    const auto now = std::ranges::find(present, each.id, &NexthopObject::id);
    if (now == present.end())
      add_nexthop(batch, each, 0);
    else if (is_rest_of(*now, each))
      replace_nexthop(batch, each, 0);
  }
  socket.execute(batch);
}

}  // namespace netrig::netlink
