#include "netlink/saved_nexthops.hpp"

#include <fmt/format.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "netlink/attributes.hpp"
#include "netlink/nexthop_reader.hpp"
#include "netlink/requests.hpp"

namespace netrig::netlink {
namespace {

bool has_id(const std::vector<SavedNexthop>& all, std::uint32_t id) {
  return std::ranges::any_of(all, [id](const auto& each) { return each.nexthop.id == id; });
}

bool is_member(const NexthopObject& group, const NexthopMember& member) {
  return std::ranges::find(group.group, member) != group.group.end();
}

// Copies an attribute that a request may have as well (rtm_nh_policy_new in net/ipv4/nexthop.c).
void put_again(Message& message, const nlattr& attribute) {
  const auto type = mnl_attr_get_type(&attribute);
  const auto copy = [&](const nlattr& each) {
    message.put_bytes(mnl_attr_get_type(&each), mnl_attr_get_payload(&each),
                      mnl_attr_get_payload_len(&each));
  };
  const auto copy_nested = [&](std::uint16_t last) {
    message.nest(type, [&] {
      for_each_attribute(attribute, [&](const nlattr& each) {
        const auto inner = mnl_attr_get_type(&each);
        if (inner != 0 && inner <= last) copy(each);  // 0 aligns the next one
      });
    });
  };
  switch (type) {
    case NHA_ID:
    case NHA_GROUP_TYPE:
    case NHA_OIF:
    case NHA_GATEWAY:
    case NHA_ENCAP_TYPE: return copy(attribute);
    case NHA_ENCAP: return copy_nested(UINT16_MAX);
    case NHA_RES_GROUP: return copy_nested(NHA_RES_GROUP_UNBALANCED_TIMER);
    default: return;
  }
}

// All but the members of a group.
Message put_saved(Batch& batch, int flags, const SavedNexthop& saved) {
  auto message = batch.add(
      RTM_NEWNEXTHOP, NLM_F_CREATE | flags,
      [nexthop = saved.nexthop] { return fmt::format("cannot put back nexthop {}", nexthop); },
      2 * saved.message.size());
  const auto& told = *reinterpret_cast<const nlmsghdr*>(saved.message.data());
  const auto& before = *static_cast<const nhmsg*>(mnl_nlmsg_get_payload(&told));
  auto& header = message.put_header<nhmsg>();
  header.nh_family = before.nh_family;
  header.nh_protocol = before.nh_protocol;
  header.nh_flags = before.nh_flags & RTNH_F_ONLINK;  // the others are of its state
  for_each_attribute(told, sizeof(nhmsg),
                     [&](const nlattr& attribute) { put_again(message, attribute); });
  return message;
}

}  // namespace

bool SavedNexthops::hold(std::uint32_t id) const {
  return has_id(objects, id) || has_id(groups, id);
}

SavedNexthops nexthops_through(Socket& socket, const std::string& place, int interface_index) {
  SavedNexthops saved;
  std::vector<SavedNexthop> groups;
  list_nexthops(
      socket, place,
      [&] {
        saved.objects.clear();
        groups.clear();
      },
      [&](const nlmsghdr& header) {
        auto [nexthop, index] = read_nexthop(header);
        const auto* begin = reinterpret_cast<const char*>(&header);
        auto& kept = nexthop.group.empty() ? saved.objects : groups;
        if (!nexthop.group.empty() || index == interface_index)
          kept.push_back({std::move(nexthop), {begin, begin + header.nlmsg_len}});
      });
  for (auto& each : groups)
    if (std::ranges::any_of(each.nexthop.group, [&](const NexthopMember& member) {
          return has_id(saved.objects, member.id);
        }))
      saved.groups.push_back(std::move(each));
  return saved;
}

void restore_nexthop(Batch& batch, const SavedNexthop& object) {
  put_saved(batch, NLM_F_EXCL, object);
}

void restore_group(Batch& batch, const SavedNexthop& group,
                   const std::vector<NexthopObject>& present) {
  const auto now = std::ranges::find(present, group.nexthop.id, &NexthopObject::id);
  const bool is_there = now != present.end();
  // What the kernel has left of it has no member that it did not have before.
  if (is_there && (now->group.empty() || !std::ranges::all_of(now->group, [&](const auto& member) {
                     return is_member(group.nexthop, member);
                   })))
    return;
  auto restored = group.nexthop;
  std::erase_if(restored.group, [&](const NexthopMember& member) {
    return std::ranges::find(present, member.id, &NexthopObject::id) == present.end();
  });
  if (restored.group.empty()) return;
  auto message = put_saved(batch, is_there ? NLM_F_REPLACE : NLM_F_EXCL, group);
  put_members(message, restored);
}

}  // namespace netrig::netlink
