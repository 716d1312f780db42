// After fib_nexthops.sh, its groups "ipv4_fdb_grp_fcnal" and "ipv6_fdb_grp_fcnal": nexthops of a
// vxlan's FDB.
#include "fib_nexthops.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Optional;
using ::testing::ThrowsMessage;

// A vxlan between me and the peer, which the peer's end floods and mine sends to nobody: what gets
// there goes by the nexthops 12 and 13, the group 102, and its member 12 alone, the group 101.
class FdbNexthops : public FibNexthopsOfEachFamily {
 protected:
  FdbNexthops() {
    add_vxlan(me, 1, 9);
    add_vxlan(peer, 2, 1);
  }
  void network_ready() override {
    add({towards(12, 2), towards(13, 3), fdb_group(101, {{12}}), fdb_group(102, {{12}, {13}})});
  }
  /// One to a host on link 1.
  NexthopObject towards(std::uint32_t id, int host) const {
    return {.id = id, .via = on_link(family, 1, host), .fdb = true};
  }
  static NexthopObject fdb_group(std::uint32_t id, std::vector<NexthopMember> members) {
    return {.id = id, .fdb = true, .group = std::move(members)};
  }
  void add_entry(const MacAddress& mac, std::uint32_t nexthop) {
    node(me).add_fdb_entry(
        {.mac = mac, .interface = "vx10", .owner = FdbOwner::interface, .nexthop = nexthop});
  }
  static auto IsEntryBy(const MacAddress& mac, std::uint32_t nexthop) {
    return AllOf(Field("mac", &FdbEntry::mac, mac),
                 Field("nexthop", &FdbEntry::nexthop, Optional(nexthop)));
  }
  const MacAddress somebody = "02:02:00:00:00:13";

 private:
  void add_vxlan(NodeId id, int host, int other) {
    topology.add_interface(id, {"vx10",
                                Vxlan{.id = 1010,
                                      .local = on_link(family, 1, host),
                                      .remote = on_link(family, 1, other),
                                      .learning = false},
                                {fmt::format("198.51.100.{}/24", host)}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, FdbNexthops, both_families, family_name);

TEST_P(FdbNexthops, AreListedWithTheirGroups) {
  EXPECT_THAT(node(me).nexthops(),
              IsSupersetOf({towards(12, 2), towards(13, 3), fdb_group(102, {{12}, {13}})}));
}

TEST_P(FdbNexthops, AreInNoGroupOfOthers) {
  EXPECT_THAT(
      [this] {
        add({group(104, {{12}, {13}})});
      },
      ThrowsMessage<Error>(HasSubstr("Non FDB nexthop group cannot have fdb nexthops")));
}

TEST_P(FdbNexthops, HaveNoOthersInTheirGroup) {
  add({by(14, 1, 2), by(15, 1, 3)});

  EXPECT_THAT(
      [this] {
        add({fdb_group(103, {{14}, {15}})});
      },
      ThrowsMessage<Error>(HasSubstr("FDB nexthop group can only have fdb nexthops")));
}

TEST_P(FdbNexthops, LeadNoRoute) {
  EXPECT_THAT([this] { node(me).add_route(route_by(12)); },
              ThrowsMessage<Error>(HasSubstr("Route cannot point to a fdb nexthop")));
  EXPECT_THAT([this] { node(me).add_route(route_by(102)); },
              ThrowsMessage<Error>(HasSubstr("Route cannot point to a fdb nexthop")));
}

TEST_P(FdbNexthops, LeadAnEntryAsAGroup) {
  add_entry(somebody, 102);

  EXPECT_THAT(node(me).fdb(), Contains(IsEntryBy(somebody, 102)));
}

TEST_P(FdbNexthops, LeadNoEntryAlone) {
  EXPECT_THAT([this] { add_entry(somebody, 12); },
              ThrowsMessage<Error>(HasSubstr("Nexthop is not a multipath group")));
}

TEST_P(FdbNexthops, TakeTheirEntriesAlong) {
  add_entry(somebody, 102);

  node(me).remove_nexthop(102);

  EXPECT_THAT(node(me).fdb(), Not(Contains(Field("mac", &FdbEntry::mac, somebody))));
}

TEST_P(FdbNexthops, CarryFrames) {
  const auto mac = node(peer).interface("vx10").info().mac;
  node(me).add_neighbour({.address = "198.51.100.2", .interface = "vx10", .mac = mac});
  const EchoProbe probe{.target = "198.51.100.2", .patience = short_patience};
  EXPECT_THAT(node(me).ask(probe), Silent());

  add_entry(mac, 101);

  EXPECT_THAT(node(me).ask(probe), Reached());
}

}  // namespace
}  // namespace netrig
