// A nexthop object: where routes lead, held apart from them (ip-nexthop(8)), so that to change it
// is to change all routes that name it.
//
//   NexthopObject{.id = 1, .via = "10.0.1.1"}
//   NexthopObject{.id = 10, .group = {{1}, {2, 3}}}      // flows spread over 1 and 2, one to three
//   Route{.destination = "10.0.9.0/24", .nexthop_id = 10}
//
// Those of an FDB say beyond which ends of a vxlan an Ethernet address is, a group of them:
//
//   NexthopObject{.id = 3, .via = "192.0.2.2", .fdb = true}
//   NexthopObject{.id = 30, .fdb = true, .group = {{3}}}
//   FdbEntry{.mac = mac, .interface = "vx0", .owner = FdbOwner::interface, .nexthop = 30}
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// A member of a group, by its id.
struct NexthopMember {
  std::uint32_t id = 0;
  unsigned weight = 1;  ///< its share of the flows, 1 to 256

  bool operator==(const NexthopMember&) const = default;
};

/// A group that moves as few flows as it can when its members change (Linux 5.13): flows are hashed
/// to buckets, and a bucket moves only when its member is gone or it has been idle.
struct ResilientGroup {
  std::uint16_t buckets = 128;
  std::chrono::seconds idle_timer{120};      ///< an idle bucket may move after it
  std::chrono::seconds unbalanced_timer{0};  ///< after it busy ones must as well; 0: never

  bool operator==(const ResilientGroup&) const = default;
};

struct NexthopObject {
  std::uint32_t id = 0;            ///< not 0
  std::optional<IpAddress> via{};  ///< the gateway; on-link when empty
  std::string interface {};        ///< in a Topology found from `via` when empty
  bool blackhole = false;          ///< packets are discarded; takes neither of both
  bool onlink = false;             ///< the gateway is on the link, whatever the addresses say
  /// For FdbEntry::nexthop and PortOptions::backup_nexthop, not for routes: `via` is the other end
  /// of the tunnel, to which the node's routes lead. No other member; a group has only such.
  bool fdb = false;
  std::vector<NexthopMember> group{};  ///< instead of all these but `fdb`
  std::optional<ResilientGroup> resilient{};
  /// Of the routes that may name it, where `via` does not tell; IPv4 when empty, of a group that of
  /// its members.
  std::optional<Family> family{};

  Family effective_family() const;
  /// Equal to what the kernel lists when it was added with its interface.
  bool operator==(const NexthopObject& other) const;
};
/// As ip-nexthop(8) says it: "id 1 via 10.0.1.1 dev eth0", "id 10 group 1/2,3", "id 7 blackhole",
/// "id 3 via 192.0.2.2 fdb"
std::string to_string(const NexthopObject& nexthop);
template <>
inline constexpr bool is_printable<NexthopObject> = true;

}  // namespace netrig
