// Many nodes at once, and a process with many descriptors: libnftables was made for neither.
#include <fcntl.h>
#include <netrig/core/unique_fd.hpp>
#include <netrig/nftables.hpp>

#include <array>
#include <functional>
#include <thread>

#include "firewalled.hpp"

namespace netrig {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// `iif` holds the index that the name had when the ruleset was loaded.
constexpr auto by_index = R"(
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority filter
    iif "outer" counter accept comment "outer"
    iif "inner" counter accept comment "inner"
  }
})";

// two routers whose interfaces have the same names and each other's indexes, a host on each
class SameNames : public NetworkTest {
 protected:
  const NodeId left = topology.add_router("left"), right = topology.add_router("right");
  const NodeId inside = topology.add_host("inside");

  SameNames() {
    topology.connect({left, "outer", {"10.0.1.1/24"}}, {right, "inner", {"10.0.1.2/24"}});
    topology.connect({left, "inner", {"10.0.2.1/24"}}, {right, "outer", {"10.0.2.2/24"}});
    topology.connect({inside, {"10.0.3.2/24"}}, {left, "third", {"10.0.3.1/24"}});
    topology.configure(left, nftables_text(by_index));
    topology.configure(right, nftables_text(by_index));
  }
  std::vector<std::string> texts(NodeId id) {
    std::vector<std::string> found;
    for (const auto& rule : nftables_ruleset(node(id)).rules()) found.push_back(rule.text);
    return found;
  }
  std::array<std::uint64_t, 2> counted(NodeId id) {
    const auto ruleset = nftables_ruleset(node(id));
    return {ruleset.rule("outer").counter->packets, ruleset.rule("inner").counter->packets};
  }
};

const auto both_rules = ElementsAre(R"(iif "outer" counter accept comment "outer")",
                                    R"(iif "inner" counter accept comment "inner")");

TEST_F(SameNames, MeanEachNodesOwnInterfaces) {
  EXPECT_NE(node(left).interface("outer").index(), node(right).interface("outer").index());

  node(left).ping("10.0.1.2");

  EXPECT_THAT(counted(left), ElementsAre(1, 0));
  EXPECT_THAT(counted(right), ElementsAre(0, 1));
}

TEST_F(SameNames, MeanEachNodesOwnInterfacesAlsoWhenAllIsDoneAtOnceAHundredTimes) {
  std::array<std::vector<std::vector<std::string>>, 2> listed;
  const auto configure_and_list = [&](NodeId id) {
    for (int i = 0; i < 100; ++i) {
      node(id).configure(nftables_text(by_index));
      listed.at(id.index).push_back(texts(id));
    }
  };
  std::thread one(configure_and_list, left), other(configure_and_list, right);
  one.join();
  other.join();

  EXPECT_THAT(listed[0], Each(both_rules));
  EXPECT_THAT(listed[1], Each(both_rules));
  node(left).ping("10.0.1.2");
  EXPECT_THAT(counted(left), ElementsAre(1, 0));
  EXPECT_THAT(counted(right), ElementsAre(0, 1));
}

TEST_F(SameNames, AreLoadedAndListedBesideThousandsOfDescriptors) {
  std::vector<UniqueFd> many;
  for (int i = 0; i < 2'000; ++i) many.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ASSERT_GT(many.back().get(), FD_SETSIZE);

  node(left).configure(nftables_text(by_index));

  EXPECT_THAT(texts(left), both_rules);
  EXPECT_GE(::fcntl(many.back().get(), F_GETFD), 0) << "the process lost its descriptors";
}

}  // namespace
}  // namespace netrig
