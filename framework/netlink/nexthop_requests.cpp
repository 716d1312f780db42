#include <fmt/format.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/requests.hpp"

namespace netrig::netlink {
namespace {

unsigned char family_of(const NexthopObject& nexthop) {
  if (!nexthop.group.empty()) return AF_UNSPEC;
  return nexthop.effective_family() == Family::ipv4 ? AF_INET : AF_INET6;
}

// A timer of NHA_RES_GROUP counts in USER_HZ, a hundredth of a second.
void put_timer(Message& message, std::uint16_t type, std::chrono::seconds time) {
  message.put(type, static_cast<std::uint32_t>(time.count() * 100));
}

void put_group(Message& message, const NexthopObject& nexthop) {
  put_members(message, nexthop);
  if (!nexthop.resilient) return;
  message.put_u16(NHA_GROUP_TYPE, NEXTHOP_GRP_TYPE_RES);
  message.nest(NHA_RES_GROUP, [&] {
    message.put_u16(NHA_RES_GROUP_BUCKETS, nexthop.resilient->buckets);
    put_timer(message, NHA_RES_GROUP_IDLE_TIMER, nexthop.resilient->idle_timer);
    put_timer(message, NHA_RES_GROUP_UNBALANCED_TIMER, nexthop.resilient->unbalanced_timer);
  });
}

void put_nexthop(Batch& batch, int flags, const char* verb, const NexthopObject& nexthop,
                 int interface_index) {
  constexpr std::size_t all_but_members = 256;
  auto message = batch.add(
      RTM_NEWNEXTHOP, NLM_F_CREATE | flags,
      [verb, nexthop] { return fmt::format("cannot {} nexthop {}", verb, nexthop); },
      all_but_members + nexthop.group.size() * sizeof(nexthop_grp));
  auto& header = message.put_header<nhmsg>();
  header.nh_family = family_of(nexthop);
  header.nh_protocol = RTPROT_STATIC;
  if (nexthop.onlink) header.nh_flags = RTNH_F_ONLINK;
  message.put(NHA_ID, nexthop.id);
  if (!nexthop.group.empty()) put_group(message, nexthop);
  if (nexthop.blackhole) message.put_bytes(NHA_BLACKHOLE, nullptr, 0);
  if (nexthop.fdb) message.put_bytes(NHA_FDB, nullptr, 0);
  if (interface_index != 0) message.put_index(NHA_OIF, interface_index);
  if (nexthop.via) message.put(NHA_GATEWAY, *nexthop.via);
}

}  // namespace

void put_members(Message& message, const NexthopObject& group) {
  std::vector<nexthop_grp> members;
  for (const auto& [id, weight] : group.group) {
    nexthop_grp member{};
    member.id = id;
    member.weight = static_cast<unsigned char>(weight - 1);
    members.push_back(member);
  }
  message.put_bytes(NHA_GROUP, members.data(), members.size() * sizeof(nexthop_grp));
}

void add_nexthop(Batch& batch, const NexthopObject& nexthop, int interface_index) {
  put_nexthop(batch, NLM_F_EXCL, "add", nexthop, interface_index);
}

void replace_nexthop(Batch& batch, const NexthopObject& nexthop, int interface_index) {
  put_nexthop(batch, NLM_F_REPLACE, "replace", nexthop, interface_index);
}

void remove_nexthop(Batch& batch, std::uint32_t id) {
  auto message =
      batch.add(RTM_DELNEXTHOP, 0, [id] { return fmt::format("cannot remove nexthop {}", id); });
  message.put_header<nhmsg>();
  message.put(NHA_ID, id);
}

}  // namespace netrig::netlink
