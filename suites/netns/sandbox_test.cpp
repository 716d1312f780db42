#include "netrig/netns/sandbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "namespace_test.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netns/home.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

std::vector<Namespace> make(std::initializer_list<const char*> names) {
  std::vector<Namespace> made;
  for (const auto* name : names)
    made.push_back(Namespace::create(fmt::format("Suite.Test/{}", name)));
  return made;
}

class AtHome : public NamespaceTest {};

TEST_F(AtHome, IsASandboxInATestProgram) {
  EXPECT_TRUE(Home().is_sandbox());
}

TEST_F(AtHome, IsTheTestProgramsOnAThreadOfANamespaceToo) {
  auto elsewhere = Namespace::create("elsewhere");

  EXPECT_TRUE(elsewhere.run([] { return Home().is_sandbox(); }));
}

TEST_F(AtHome, HasNothingButALoopbackDeviceThatIsUp) {
  netlink::Socket socket;

  EXPECT_THAT(netlink::interfaces(socket, "home"),
              ElementsAre(::testing::AllOf(Field(&InterfaceInfo::name, "lo"),
                                           Field(&InterfaceInfo::is_up, true))));
}

TEST_F(AtHome, HearsOfTheRemovalOfEachNamespace) {
  auto namespaces = make({"one", "other"});
  Home home;

  home.watch(namespaces);
  namespaces.clear();

  EXPECT_NO_THROW(home.wait_until_removed(Deadline::in(kernel_patience)));
}

TEST_F(AtHome, SaysWhenANamespaceIsHeldBeyondTheDeadline) {
  auto namespaces = make({"held"});
  Home home;
  home.watch(namespaces);

  try {
    home.wait_until_removed(Deadline::in(std::chrono::milliseconds(10)));
    FAIL() << "the removal of a namespace that is there was confirmed";
  } catch (const DeadlineError& error) {
    EXPECT_STREQ(
        error.what(),
        "the deadline passed while waiting for the kernel to remove 'Suite.Test/held', which "
        "a descriptor, a thread or a process still holds");
  }
}

// More than the kernel lists at once, and more events than a socket's buffer takes.
TEST_F(AtHome, HearsOfAThousandRemovals) {
  constexpr std::size_t many = 1000;
  std::vector<Namespace> namespaces;
  for (std::size_t i = 0; i < many; ++i)
    namespaces.push_back(Namespace::create("n" + std::to_string(i)));
  Home home;
  home.watch(namespaces);

  namespaces.clear();

  EXPECT_NO_THROW(home.wait_until_removed(Deadline::in(3 * kernel_patience)));
}

class LoopbackAlias : public NamespaceTest {};

TEST_F(LoopbackAlias, NamesANamespaceByItsId) {
  const auto namespaces = make({"named"});
  Home home;
  netlink::Socket socket;

  const auto id = netlink::nsid_of(socket, "home", namespaces[0].fd());

  EXPECT_EQ(netlink::loopback_alias(socket, "home", id), "netrig Suite.Test/named");
}

TEST_F(LoopbackAlias, IsEmptyForAnIdThatIsNoNamespaces) {
  netlink::Socket socket;

  EXPECT_EQ(netlink::loopback_alias(socket, "home", 4711), std::nullopt);
}

}  // namespace
}  // namespace netrig
