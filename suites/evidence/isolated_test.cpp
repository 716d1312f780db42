// Isolated is what a rule keeps from its target and nothing else does: all other reasons for which
// a probe may fail are told from that, and from each other.
#include <optional>

#include "ruled.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class IsolatedForTheWrongReason : public Ruled {
 protected:
  std::optional<Service> database{};

  void start_database() { database.emplace(node(server).serve(tcp(5432))); }
  void load_no_database() { load_forward(R"(tcp dport 5432 drop comment "no database")"); }
  Outcome ask(std::uint16_t port = 5432) { return connect(port); }
  /// What IsolatedBy says against it.
  static std::string objection(const Outcome& outcome, const IsolatedMatcher& matcher) {
    ::testing::StringMatchResultListener listener;
    EXPECT_FALSE(matcher.MatchAndExplain(outcome, &listener)) << outcome;
    return listener.str();
  }
  std::string objection(const Outcome& outcome) {
    return objection(outcome, IsolatedBy(node(firewall), Rule("no database")));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, IsolatedForTheWrongReason, both_families, family_name);

TEST_P(IsolatedForTheWrongReason, IsNotSaidOfTheRightOne) {
  start_database();
  load_no_database();

  EXPECT_THAT(ask(), IsolatedBy(node(firewall), Rule("no database")));
}

TEST_P(IsolatedForTheWrongReason, ReachedAtAll) {
  start_database();

  EXPECT_THAT(objection(ask()), HasSubstr("it was reached"));
}

TEST_P(IsolatedForTheWrongReason, TheNextPacketMayPass) {
  start_database();
  load_forward("tcp dport 5432 numgen inc mod 1000 0-998 drop comment \"no database\"");

  const auto outcome =
      node(client).ask(TcpProbe{.target = {target, tcp(5432)}, .patience = short_patience});

  EXPECT_THAT(objection(outcome), HasSubstr("may be answered"));
}

TEST_P(IsolatedForTheWrongReason, TheServiceIsStopped) {
  load_no_database();

  EXPECT_THAT(objection(ask()), HasSubstr("nobody listens on"));
}

TEST_P(IsolatedForTheWrongReason, TheServiceIsStoppedAndThereIsNoRule) {
  EXPECT_THAT(objection(ask()), HasSubstr("no rule was seen to do it"));
}

TEST_P(IsolatedForTheWrongReason, TheCableIsOut) {
  start_database();
  load_no_database();
  node(server).interface("eth0").down();

  EXPECT_THAT(objection(ask()), HasSubstr("wan has no carrier"));
}

TEST_P(IsolatedForTheWrongReason, NobodyHasTheAddress) {
  start_database();
  load_no_database();

  const auto outcome = node(client).ask(TcpProbe{
      .target = {either("10.0.2.77", "2001:db8:2::77"), tcp(5432)}, .patience = short_patience});

  EXPECT_THAT(objection(outcome), HasSubstr("is not known"));
}

TEST_P(IsolatedForTheWrongReason, TheReturnRouteIsMissing) {
  start_database();
  load_no_database();
  node(server).remove_route({.destination = either("0.0.0.0/0", "::/0")});

  EXPECT_THAT(objection(ask()), HasSubstr("the answer was dropped at server"));
}

TEST_P(IsolatedForTheWrongReason, ItIsAnotherPort) {
  start_database();
  load_forward("drop comment \"no database\"");

  EXPECT_THAT(objection(ask(5433)), HasSubstr("nobody listens on"));
}

TEST_P(IsolatedForTheWrongReason, OnlyTheAnswerIsDropped) {
  start_database();
  load_forward(R"(tcp sport 5432 drop comment "no database")");

  EXPECT_THAT(objection(ask()), HasSubstr("only the answer"));
}

TEST_P(IsolatedForTheWrongReason, ItIsTheFirewallOfAnotherNode) {
  start_database();
  node(server).configure(table(chain("input", R"(tcp dport 5432 drop comment "no database")")));

  EXPECT_THAT(objection(ask()), HasSubstr("it was 'server' that did it"));
}

TEST_P(IsolatedForTheWrongReason, ItIsAnotherRule) {
  start_database();
  load_forward(R"(tcp dport 5432 drop comment "maintenance")");

  EXPECT_THAT(objection(ask()), HasSubstr("another rule"));
}

}  // namespace
}  // namespace netrig
