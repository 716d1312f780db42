#include "netns/hermetic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "namespace_test.hpp"
#include "netns/maker.hpp"
#include "netns/sysctl_file.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {
namespace {

using ::testing::Each;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<Sysctl> differences_in(Namespace& node) {
  return node.run([&] { return inherited_differences(node.route_socket(), node.name()); });
}

std::vector<Sysctl> inherited_values() {
  std::vector<Sysctl> values;
  for (const auto* path :
       {"ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter", "ipv6/conf/all/proxy_ndp"})
    values.push_back({path, read_sysctl(path, [] { return "cannot read"; }).value()});
  return values;
}

class Hermetic : public NamespaceTest {};

TEST_F(Hermetic, FindsNoDifferenceOnceTheDefaultsAreWritten) {
  auto node = Namespace::create("node");

  node.run([] { write_sysctls(pinned_if_inherited(), "node"); });

  EXPECT_THAT(differences_in(node), IsEmpty());
}

TEST_F(Hermetic, FindsWhatDiffersFromTheKernelsDefaults) {
  auto node = Namespace::create("node");
  node.run([] {
    write_sysctls(pinned_if_inherited(), "node");
    write_sysctls(std::vector{Sysctl{"ipv4/conf/all/rp_filter", "2"},
                              Sysctl{"ipv4/conf/default/arp_ignore", "1"}},
                  "node");
  });

  EXPECT_THAT(differences_in(node),
              UnorderedElementsAre(Field(&Sysctl::path, "ipv4/conf/all/rp_filter"),
                                   Field(&Sysctl::path, "ipv4/conf/default/arp_ignore")));
}

// What stands in `default` when a namespace is made, its `lo` has.
TEST_F(Hermetic, FindsWhatANewLoopbackHasOfOtherIpv6Defaults) {
  auto node = Namespace::create("node");
  node.run([] {
    write_sysctls(pinned_if_inherited(), "node");
    write_sysctls(
        std::vector{Sysctl{"ipv6/conf/all/proxy_ndp", "1"}, Sysctl{"ipv6/conf/lo/hop_limit", "9"},
                    Sysctl{"ipv6/conf/lo/accept_ra", "2"}},
        "node");
  });

  EXPECT_THAT(differences_in(node),
              UnorderedElementsAre(Field(&Sysctl::path, "ipv6/conf/all/proxy_ndp"),
                                   Field(&Sysctl::path, "ipv6/conf/default/hop_limit"),
                                   Field(&Sysctl::path, "ipv6/conf/default/accept_ra")));
}

// No test may change what the machine hands on, so it is written as if these had been born with it.
TEST_F(Hermetic, CorrectsEachNamespaceThatHasInheritedTheSame) {
  std::vector<Namespace> born;
  for (const auto* name : {"first", "second", "third"}) born.push_back(Namespace::create(name));
  for (auto& each : born)
    each.run([] {
      write_sysctls(
          std::vector{Sysctl{"ipv4/conf/all/rp_filter", "2"}, Sysctl{"ipv4/conf/lo/rp_filter", "1"},
                      Sysctl{"ipv4/conf/default/rp_filter", "1"},
                      Sysctl{"ipv6/conf/all/proxy_ndp", "1"}},
          "newborn");
    });

  Inheritance inheritance;
  for (auto& each : born) each.run([&] { inheritance.correct(each.route_socket(), each.name()); });

  for (auto& each : born)
    EXPECT_THAT(each.run(inherited_values), Each(Field(&Sysctl::value, "0"))) << each.name();
}

TEST_F(Hermetic, PassesOverASysctlThatTheKernelDoesNotHave) {
  EXPECT_NO_THROW(write_sysctls(std::vector{Sysctl{"ipv4/no_such_thing", "1"}}, "node"));
}

TEST_F(Hermetic, NamesTheSysctlThatCannotBeSet) {
  auto node = Namespace::create("node");

  const auto write = [] { write_sysctls(std::vector{Sysctl{"ipv4/ip_forward", "many"}}, "node"); };

  EXPECT_THAT([&] { node.run(write); },
              ::testing::ThrowsMessage<Error>(
                  "cannot set sysctl net/ipv4/ip_forward to many in 'node': Invalid argument"));
}

}  // namespace
}  // namespace netrig
