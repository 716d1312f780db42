#include "netlink/nexthop_reader.hpp"

#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstring>

#include "netlink/attributes.hpp"

namespace netrig::netlink {
namespace {

std::vector<NexthopMember> members_in(const nlattr* attribute) {
  std::vector<NexthopMember> members;
  const auto* bytes = static_cast<const char*>(mnl_attr_get_payload(attribute));
  const std::size_t size = mnl_attr_get_payload_len(attribute);
  for (std::size_t at = 0; at + sizeof(nexthop_grp) <= size; at += sizeof(nexthop_grp)) {
    nexthop_grp member;
    std::memcpy(&member, bytes + at, sizeof(member));
    members.push_back({member.id, member.weight + 1U});
  }
  return members;
}

ResilientGroup resilience_in(const nlattr* attribute) {
  const Attributes<NHA_RES_GROUP_MAX> attributes(attribute);
  const auto seconds = [&](std::uint16_t type) {  // in USER_HZ
    return std::chrono::seconds(attributes[type] ? mnl_attr_get_u32(attributes[type]) / 100 : 0);
  };
  ResilientGroup group;
  if (attributes[NHA_RES_GROUP_BUCKETS])
    group.buckets = mnl_attr_get_u16(attributes[NHA_RES_GROUP_BUCKETS]);
  group.idle_timer = seconds(NHA_RES_GROUP_IDLE_TIMER);
  group.unbalanced_timer = seconds(NHA_RES_GROUP_UNBALANCED_TIMER);
  return group;
}

}  // namespace

ListedNexthop read_nexthop(const nlmsghdr& header) {
  const auto& message = *static_cast<const nhmsg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<NHA_MAX> attributes(header, sizeof(nhmsg));
  ListedNexthop listed;
  auto& nexthop = listed.nexthop;
  if (attributes[NHA_ID]) nexthop.id = mnl_attr_get_u32(attributes[NHA_ID]);
  if (attributes[NHA_GROUP]) nexthop.group = members_in(attributes[NHA_GROUP]);
  if (attributes[NHA_RES_GROUP]) nexthop.resilient = resilience_in(attributes[NHA_RES_GROUP]);
  if (attributes[NHA_GATEWAY]) nexthop.via = address_in(attributes[NHA_GATEWAY]);
  nexthop.fdb = attributes[NHA_FDB] != nullptr;
  nexthop.blackhole = attributes[NHA_BLACKHOLE] != nullptr;
  if (attributes[NHA_OIF] && !nexthop.blackhole)  // which newer kernels put on `lo`
    listed.interface_index = static_cast<int>(mnl_attr_get_u32(attributes[NHA_OIF]));
  nexthop.onlink = (message.nh_flags & RTNH_F_ONLINK) != 0;
  if (message.nh_family == AF_INET) nexthop.family = Family::ipv4;
  if (message.nh_family == AF_INET6) nexthop.family = Family::ipv6;
  return listed;
}

void list_nexthops(Socket& socket, const std::string& place,
                   const std::function<void()>& start_over, const OnReply& on_nexthop) {
  Batch batch(place);
  batch.add(RTM_GETNEXTHOP, NLM_F_DUMP, [] { return std::string("cannot list the nexthops"); })
      .put_header<nhmsg>();
  socket.dump(batch, start_over, on_nexthop);
}

}  // namespace netrig::netlink
