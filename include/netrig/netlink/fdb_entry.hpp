// An entry of a forwarding database: behind which port, or beyond which tunnel, an Ethernet address
// is (bridge(8) "fdb").
//
//   node.add_fdb_entry({.mac = "02:00:5e:10:00:01", .interface = "port1"});
//   node.add_fdb_entry({.mac = every_mac, .interface = "vx0", .owner = FdbOwner::interface,
//                       .destination = "192.0.2.2"});  // what vx0 floods goes there
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/mac_address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// "self" and "master" of bridge(8).
enum class FdbOwner {
  interface,  ///< the interface's own table: a vxlan's, or the addresses that a device receives
  bridge,     ///< that of the bridge whose port the interface is
};

/// How long an entry stays.
enum class FdbState {
  dynamic,    ///< learnt; ages
  fixed,      ///< "static": does not age, and the address is not learnt elsewhere
  permanent,  ///< in a bridge's table an address of its own ("local"), in a vxlan's one that stays
};

struct FdbEntry {
  MacAddress mac{};
  std::string interface = {};
  FdbOwner owner = FdbOwner::bridge;
  FdbState state = FdbState::fixed;
  std::optional<std::uint16_t> vlan{};
  // Of a vxlan -----------------------------------------------------------------------------------
  std::optional<IpAddress> destination{};  ///< the other end; several of one mac for the zero one
  std::optional<std::uint16_t> port{};     ///< UDP, the interface's own when empty
  std::optional<std::uint32_t> vni{};      ///< for the wire, the interface's own when empty
  std::optional<std::uint32_t> source_vni{};  ///< of the frames that it is for, where `external`
  /// In the place of `destination`: a group of nexthop objects with `fdb`.
  std::optional<std::uint32_t> nexthop{};

  bool operator==(const FdbEntry&) const = default;
};
/// As `bridge fdb` lists it: "02:00:5e:10:00:01 dev port1 master static"
std::string to_string(const FdbEntry& entry);
template <>
inline constexpr bool is_printable<FdbEntry> = true;

/// Of a vxlan's FDB: what no other entry knows.
inline const MacAddress every_mac{};

}  // namespace netrig
