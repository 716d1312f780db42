// After fib_nexthops.sh, its group "basic" and what "fcnal" and "grp_fcnal" have refused.
#include "case.hpp"
#include "fib_nexthops.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;
using ::testing::Values;

class BasicNexthops : public FibNexthopsOfEachFamily {};
INSTANTIATE_TEST_SUITE_P(Families, BasicNexthops, both_families, family_name);

TEST_P(BasicNexthops, AreNoneAtFirst) {
  EXPECT_THAT(node(me).nexthops(), IsEmpty());
}

TEST_P(BasicNexthops, MayHaveADeviceOnly) {
  add({onto(1, 1)});

  EXPECT_THAT(node(me).nexthops(), ElementsAre(onto(1, 1)));
}

TEST_P(BasicNexthops, MayDiscard) {
  add({blackhole(2), group(102, {{2}})});

  EXPECT_THAT(node(me).nexthops(), ElementsAre(blackhole(2), group(102, {{2}})));
}

TEST_P(BasicNexthops, NeedADeviceThatIsUp) {
  node(me).interface("veth1").down();

  EXPECT_THAT([this] { add({onto(1, 1)}); }, ThrowsMessage<Error>(HasSubstr("Network is down")));
}

TEST_P(BasicNexthops, NeedACarrier) {
  node(peer).interface("veth2").down();

  EXPECT_THAT([this] { add({onto(1, 1)}); }, ThrowsMessage<Error>(HasSubstr("Network is down")));
}

TEST_P(BasicNexthops, ThatAreNotThereCannotBeRemoved) {
  EXPECT_THAT([this] { node(me).remove_nexthop(1); },
              ThrowsMessage<Error>(HasSubstr("No such file")));
}

// What is refused beside what is there: the nexthop 1 over a device, the blackhole 2, the group 101
// of 1, 3 and 4 over gateways, and the group 102 of 3 and 4.
struct Refusal : Case {
  NexthopObject (*nexthop)(Family);
  const char* reason;  ///< a part of the sentence: the kernel's or netrig's
};

class RefusedNexthops : public FibNexthops,
                        public ::testing::WithParamInterface<std::tuple<Family, Refusal>> {
 protected:
  RefusedNexthops() : FibNexthops(std::get<Family>(GetParam())) {}

  void network_ready() override {
    add({onto(1, 1), blackhole(2), by(3, 1, 2), by(4, 2, 2), group(101, {{1}}),
         group(102, {{3}, {4}})});
    before = node(me).nexthops();
  }
  NexthopObject refused() const { return std::get<Refusal>(GetParam()).nexthop(family); }
  auto SaysWhy() const {
    return ThrowsMessage<Error>(HasSubstr(std::get<Refusal>(GetParam()).reason));
  }
  std::vector<NexthopObject> before;
};
NexthopObject of_group(std::uint32_t id, std::vector<NexthopMember> members) {
  return {.id = id, .group = std::move(members)};
}

class RefusedNewNexthops : public RefusedNexthops {};
INSTANTIATE_TEST_SUITE_P(
    Table, RefusedNewNexthops,
    Combine(both_families,
            Values(Refusal{{"NeitherDeviceNorGateway"},
                           [](Family family) { return NexthopObject{.id = 9, .family = family}; },
                           "it has neither a gateway nor an interface"},
                   Refusal{{"AnIdThatIsTaken"},
                           [](Family family) {
                             return NexthopObject{.id = 1, .interface = "veth3", .family = family};
                           },
                           "File exists"},
                   Refusal{{"AGatewayWithoutADevice"},
                           [](Family family) {
                             return NexthopObject{.id = 9, .via = on_link(family, 2, 3)};
                           },
                           "Device attribute required for non-blackhole"},
                   Refusal{{"AGatewayThatIsNotOnTheDevice"},
                           [](Family family) {
                             return NexthopObject{
                                 .id = 9, .via = on_link(family, 3, 3), .interface = "veth1"};
                           },
                           "cannot add nexthop id 9 via"},
                   Refusal{{"ABlackholeWithADevice"},
                           [](Family family) {
                             return NexthopObject{.id = 9,
                                                  .interface = "veth1",
                                                  .blackhole = true,
                                                  .family = family};
                           },
                           "a blackhole takes neither a gateway nor an interface"},
                   Refusal{{"AGroupOfABlackholeAndAnother"},
                           [](Family) {
                             return of_group(9, {{1}, {2}});
                           },
                           "Blackhole nexthop can not be used in a group with more than 1"},
                   Refusal{{"AGroupOfNobody"},
                           [](Family) { return of_group(9, {{12}}); },
                           "Invalid nexthop id"},
                   Refusal{{"AGroupOfOneTwice"},
                           [](Family) {
                             return of_group(9, {{1}, {1}});
                           },
                           "Nexthop id can not be used twice in a group"},
                   Refusal{{"AGroupOfAGroup"},
                           [](Family) {
                             return of_group(9, {{101}, {3}});
                           },
                           "group can not be a nexthop within a group"},
                   Refusal{{"AGroupWithADevice"},
                           [](Family) {
                             return NexthopObject{.id = 9, .interface = "veth1", .group = {{1}}};
                           },
                           "a group has neither a gateway nor an interface"},
                   Refusal{{"AGroupThatDiscards"},
                           [](Family) {
                             return NexthopObject{.id = 9, .blackhole = true, .group = {{1}}};
                           },
                           "nor does it discard"})),
    combined_name);

TEST_P(RefusedNewNexthops, LeaveWhatIsThere) {
  EXPECT_THAT([this] { node(me).add_nexthop(refused()); }, SaysWhy());
  EXPECT_EQ(node(me).nexthops(), before);
}

class RefusedReplacements : public RefusedNexthops {};
INSTANTIATE_TEST_SUITE_P(
    Table, RefusedReplacements,
    Combine(both_families,
            Values(Refusal{{"ANexthopByAGroup"},
                           [](Family) { return of_group(2, {{1}}); },
                           "Can not replace a nexthop with a nexthop group."},
                   Refusal{{"AGroupByANexthop"},
                           [](Family family) {
                             return NexthopObject{
                                 .id = 101, .interface = "veth1", .family = family};
                           },
                           "Can not replace a nexthop group with a nexthop."},
                   Refusal{{"AMemberOfSeveralByABlackhole"},
                           [](Family family) {
                             return NexthopObject{.id = 3, .blackhole = true, .family = family};
                           },
                           "Blackhole nexthop can not be a member of a group with more than one"},
                   Refusal{{"ABlackholeWithADevice"},
                           [](Family family) {
                             return NexthopObject{.id = 2,
                                                  .interface = "veth1",
                                                  .blackhole = true,
                                                  .family = family};
                           },
                           "a blackhole takes neither a gateway nor an interface"})),
    combined_name);

TEST_P(RefusedReplacements, LeaveWhatIsThere) {
  EXPECT_THAT([this] { node(me).replace_nexthop(refused()); }, SaysWhy());
  EXPECT_EQ(node(me).nexthops(), before);
}

}  // namespace
}  // namespace netrig
