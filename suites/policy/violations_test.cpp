// What a policy says of a matrix.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <netrig/gtest.hpp>

#include "case.hpp"
#include "refusal.hpp"

namespace netrig {
namespace {

using ::testing::DescribeMatcher;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StringMatchResultListener;
using ::testing::Values;

const auto measured = ReachabilityMatrix::parse(R"(
  IPv4    web1:icmp  web1:80/tcp  db1:icmp  db1:5432/tcp  web2:icmp
  web1    -          -            reach     reach         drop
  db1     reach      reach        -         -             drop
  web2    drop       reach        drop      drop          -
)");

// All that is wrong, a line each.
std::string wrong(std::string_view policy, const ReachabilityMatrix& matrix = measured) {
  std::vector<std::string> texts;
  for (const auto& each : violations(Policy::parse(policy), matrix))
    texts.push_back(to_string(each));
  return fmt::format("{}", fmt::join(texts, "\n"));
}

TEST(Violations, AreNoneWhereAllIsAsExpected) {
  EXPECT_EQ(wrong("web1 reaches db1\n  web1:80/tcp\nweb2 reach\ndb1 reach"), "");
}

TEST(Violations, AreTheCellsThatDiffer) {
  EXPECT_EQ(wrong("\n  db1:5432/tcp  web2:icmp\nweb1  drop  reach"),
            "web1 -> db1:5432/tcp: expected drop (line 3)\n"
            "  IPv4: reach\n"
            "web1 -> web2:icmp: expected reach (line 3)\n"
            "  IPv4: drop");
}

TEST(Violations, NameTheRuleThatIsAboutMore) {
  EXPECT_EQ(wrong("group a: web1 db1\nno one reaches a\na reaches a"),
            "web2 -> web1:80/tcp: expected block (line 2: everyone -> a: block)\n"
            "  IPv4: reach");
}

TEST(Violations, AreOfTheLaterOfTwoRules) {
  EXPECT_EQ(wrong("no one reaches anyone\neveryone -> everyone: any"), "");
  EXPECT_EQ(wrong("web2 does not reach web1\nweb2 reaches web1:80/tcp"), "");
  EXPECT_THAT(wrong("web2 reaches web1:80/tcp\nweb2 does not reach web1"),
              HasSubstr("web2 -> web1:80/tcp: expected block (line 2: "));
}

TEST(Violations, AreNoneOfANodeAndItself) {
  EXPECT_EQ(wrong("group a: web1 db1\na reaches a\nweb1 reaches db1"), "");
  EXPECT_EQ(wrong("everyone reaches web1:80/tcp"), "");
}

TEST(Violations, AreWhatWasNamedAndNotAsked) {
  EXPECT_EQ(wrong("web2 does not reach web1:23/tcp"),
            "web2 -> web1:23/tcp: expected block (line 1)\n"
            "  not asked: of 'web1' was asked web1:icmp, web1:80/tcp: nobody listens there");
  EXPECT_EQ(wrong("web1 reaches web1:icmp"),
            "web1 -> web1:icmp: expected reach (line 1)\n"
            "  not asked: a node does not ask itself");
  EXPECT_EQ(wrong("a -> b:icmp: block", ReachabilityMatrix::parse("IPv4 b:icmp\na -")),
            "a -> b:icmp: expected block (line 1)\n"
            "  not asked: 'b' has no address by which 'a' could name it");
}

// A port that is kept from strangers has to be open to be kept from them.
TEST(Violations, AreOfEachMemberOfAGroupThatWasNotAsked) {
  EXPECT_EQ(wrong("group dbs: db1 web2\nweb1 -> dbs:5432/tcp: any\ndbs reaches web1:22/tcp"),
            "db1 -> web1:22/tcp: expected reach (line 3: dbs -> web1:22/tcp: reach)\n"
            "  not asked: of 'web1' was asked web1:icmp, web1:80/tcp: nobody listens there\n"
            "web2 -> web1:22/tcp: expected reach (line 3: dbs -> web1:22/tcp: reach)\n"
            "  not asked: of 'web1' was asked web1:icmp, web1:80/tcp: nobody listens there");
  EXPECT_THAT(wrong("group dbs: db1 web2\nweb1 reaches dbs:5432/tcp"),
              HasSubstr("web1 -> web2:5432/tcp: expected reach (line 2: web1 -> dbs:5432/tcp: "
                        "reach)\n  not asked: of 'web2' was asked web2:icmp"));
}

TEST(Violations, AreOfAllWhereNobodyHasTheService) {
  EXPECT_EQ(wrong("no one reaches anyone:22/tcp"),
            "everyone -> everyone:22/tcp: expected block (line 1)\n"
            "  not asked: nobody listens there");
}

TEST(Violations, MayBeOfOneFamily) {
  const auto both = ReachabilityMatrix::parse("IPv4/IPv6 b:icmp b:80/tcp\na reach/drop reach/-");

  EXPECT_EQ(wrong("a reaches b:icmp", both), "a -> b:icmp: expected reach (line 1)\n  IPv6: drop");
  EXPECT_EQ(wrong("a -> b:icmp: reach/drop\na -> b:icmp: reach/-", both), "");
  EXPECT_EQ(wrong("a reaches b:80/tcp", both), "");
  EXPECT_EQ(wrong("a -> b:80/tcp: reach/reach", both),
            "a -> b:80/tcp: expected reach/reach (line 1)\n  not asked: nothing over IPv6");
}

TEST(Violations, AreOfAFamilyThatALaterRuleIsNotAbout) {
  const auto both = ReachabilityMatrix::parse("IPv4/IPv6 b:80/tcp\na reach/-");

  EXPECT_EQ(wrong("a -> b:80/tcp: reach/reach\neveryone -> b:80/tcp: reach/-", both),
            "a -> b:80/tcp: expected reach/reach (line 1)\n  not asked: nothing over IPv6");
}

TEST(Violations, AreOfEachFamilyOfWhatWasNotAsked) {
  const std::string not_asked =
      "\n  not asked: of 'web1' was asked web1:icmp, web1:80/tcp: nobody listens there";

  EXPECT_EQ(wrong("web2 -> web1:23/tcp: any/block"),
            "web2 -> web1:23/tcp: expected any/block (line 1)" + not_asked);
  EXPECT_EQ(wrong("web2 -> web1:23/tcp: drop/drop\nweb2 -> web1:23/tcp: -/block"),
            "web2 -> web1:23/tcp: expected drop/drop (line 1)" + not_asked +
                "\nweb2 -> web1:23/tcp: expected -/block (line 2)" + not_asked);
  EXPECT_EQ(wrong("web2 -> web1:23/tcp: any/any"), "");
}

TEST(Violations, AreNoneOfAGroupsMemberAndItselfWhereNobodyListens) {
  EXPECT_EQ(wrong("group a: web1 db1\na reaches a:22/tcp"),
            "db1 -> web1:22/tcp: expected reach (line 2: a -> a:22/tcp: reach)\n"
            "  not asked: of 'web1' was asked web1:icmp, web1:80/tcp: nobody listens there\n"
            "web1 -> db1:22/tcp: expected reach (line 2: a -> a:22/tcp: reach)\n"
            "  not asked: of 'db1' was asked db1:icmp, db1:5432/tcp: nobody listens there");
}

TEST(Violations, AreNoneOfAMatrixAndItself) {
  const auto both = ReachabilityMatrix::parse("IPv4/IPv6 b:icmp b:80/tcp\na reach/drop reach/-");

  EXPECT_EQ(wrong(to_string(both), both), "");
  EXPECT_EQ(wrong(to_string(measured)), "");
}

TEST(Violations, AreNotToBeHadForNodesThatAreNotThere) {
  EXPECT_EQ(refusal_of([] { wrong("web1 reaches bd1"); }),
            "line 1 of the policy: no node 'bd1': the nodes are 'db1', 'web1', 'web2'");
  EXPECT_EQ(refusal_of([] { wrong("group a: web1\ngroup b: bd1\na reaches b"); }),
            "group 'b' of the policy: no node 'bd1': the nodes are 'db1', 'web1', 'web2', the "
            "groups 'a', 'b'");
  EXPECT_EQ(refusal_of([] { wrong("group web1: web2\nweb1 reaches db1"); }),
            "'web1' is a group of the policy and a node of the matrix");
}

// What `block` takes for an answer.
struct BlockCase : Case {
  Outcome outcome;
  bool is_blocked;
};
class Block : public ::testing::TestWithParam<BlockCase> {};

TEST_P(Block, IsADecision) {
  const Answer answer{GetParam().outcome.verdict, GetParam().outcome};

  EXPECT_EQ(Expectation::block().allows(answer), GetParam().is_blocked);
}

Outcome became(Verdict verdict) {
  Outcome outcome;
  outcome.verdict = verdict;
  return outcome;
}
Outcome dropped_by(DropCause cause) {
  auto outcome = became(Verdict::dropped);
  outcome.drop = DropReport{.cause = cause};
  return outcome;
}
Outcome dropped_by(RouteType type, bool is_reply = false) {
  auto outcome = became(Verdict::dropped);
  outcome.drop = DropReport{.cause = DropCause::route, .is_reply = is_reply, .route_type = type};
  return outcome;
}
Outcome denied_by_rule(const char* obstacle) {
  auto outcome = became(Verdict::denied);
  outcome.error = std::make_error_code(std::errc::operation_not_permitted);
  outcome.drop = DropReport{.cause = DropCause::rule};
  if (obstacle) outcome.obstacle_beside_rule = obstacle;
  return outcome;
}
Outcome denied_by_route() {
  auto outcome = became(Verdict::denied);
  outcome.error = std::make_error_code(std::errc::permission_denied);
  return outcome;
}
Outcome rejected_with(const IpAddress& sender, std::uint8_t type, std::uint8_t code) {
  auto outcome = became(Verdict::rejected);
  outcome.icmp_error = IcmpError{.sender = sender, .type = type, .code = code};
  return outcome;
}
Outcome rejected_by_rule() {
  auto outcome = rejected_with("10.0.0.1", 3, 1);
  outcome.drop = DropReport{.cause = DropCause::rule};
  return outcome;
}
Outcome dropped_by_rule(const char* obstacle) {
  auto outcome = dropped_by(DropCause::rule);
  outcome.obstacle_beside_rule = obstacle;
  return outcome;
}

INSTANTIATE_TEST_SUITE_P(
    Outcomes, Block,
    Values(BlockCase{{"Reached"}, became(Verdict::reached), false},
           BlockCase{{"Silent"}, became(Verdict::silent), false},
           BlockCase{{"Refused"}, became(Verdict::refused), false},
           BlockCase{{"Unresolved"}, became(Verdict::unresolved), false},
           BlockCase{{"Unexpected"}, became(Verdict::unexpected), false},
           BlockCase{{"DeniedByWhom"}, became(Verdict::denied), false},
           BlockCase{{"DeniedByARule"}, denied_by_rule(""), true},
           BlockCase{{"DeniedByARuleInFrontOfWhat"}, denied_by_rule(nullptr), false},
           BlockCase{{"DeniedByARuleInVain"}, denied_by_rule("nobody listens"), false},
           BlockCase{{"DeniedByARoute"}, denied_by_route(), true},
           BlockCase{{"NoRoute"}, became(Verdict::no_route), false},
           BlockCase{{"DroppedByARule"}, dropped_by(DropCause::rule), true},
           BlockCase{{"DroppedByNothingBesideARule"}, dropped_by_rule(""), true},
           BlockCase{{"DroppedByARuleInVain"}, dropped_by_rule("nobody listens"), false},
           BlockCase{{"DroppedByAPolicy"}, dropped_by(DropCause::policy), true},
           BlockCase{{"DroppedForWantOfARoute"}, dropped_by(DropCause::route), false},
           BlockCase{{"DroppedByABlackhole"}, dropped_by(RouteType::blackhole), true},
           BlockCase{{"DroppedByAProhibitRoute"}, dropped_by(RouteType::prohibit), true},
           BlockCase{{"DroppedByAnUnreachableRoute"}, dropped_by(RouteType::unreachable), false},
           BlockCase{{"AnswerDroppedByABlackhole"}, dropped_by(RouteType::blackhole, true), false},
           BlockCase{{"DroppedByADeadCable"}, dropped_by(DropCause::link), false},
           BlockCase{{"DroppedForWantOfANeighbour"}, dropped_by(DropCause::neighbour), false},
           BlockCase{{"DroppedForItsTtl"}, dropped_by(DropCause::ttl), false},
           BlockCase{{"DroppedForItsSize"}, dropped_by(DropCause::mtu), false},
           BlockCase{{"DroppedByAFault"}, dropped_by(DropCause::fault), false},
           BlockCase{{"Prohibited"}, rejected_with("10.0.0.1", 3, 13), true},
           BlockCase{{"HostUnreachable"}, rejected_with("10.0.0.1", 3, 1), false},
           BlockCase{{"PortUnreachableV6"}, rejected_with("fd00::1", 1, 4), true},
           BlockCase{{"AddressUnreachableV6"}, rejected_with("fd00::1", 1, 3), false},
           BlockCase{{"HostUnreachableByARule"}, rejected_by_rule(), true}),
    case_name);

TEST(Satisfies, ListsOnlyWhatDiffers) {
  StringMatchResultListener listener;

  EXPECT_FALSE(ExplainMatchResult(Satisfies(Policy::parse("web1 reaches db1\nweb1 reaches web2")),
                                  measured, &listener));

  EXPECT_EQ(listener.str(),
            "a matrix with a cell that is not:\n"
            "  web1 -> web2:icmp: expected reach (line 2: web1 -> web2: reach)\n"
            "    IPv4: drop");
}

TEST(Satisfies, ShowsTheDropReport) {
  ReachabilityMatrix matrix({Family::ipv4}, {"a"}, {"b:23/tcp"});
  matrix.set("a", "b:23/tcp", Family::ipv4,
             {Verdict::dropped,
              Outcome{.verdict = Verdict::dropped,
                      .from = "a",
                      .probe = TcpProbe{.target = "10.0.0.2:23/tcp"},
                      .drop = DropReport{.node = "firewall",
                                         .rule = DecidingRule{.table = "inet filter",
                                                              .chain = "forward",
                                                              .handle = 7,
                                                              .comment = "no telnet"}}}});
  StringMatchResultListener listener;

  EXPECT_FALSE(ExplainMatchResult(Satisfies(Policy::parse("a reaches b")), matrix, &listener));

  EXPECT_EQ(listener.str(),
            "a matrix with a cell that is not:\n"
            "  a -> b:23/tcp: expected reach (line 1: a -> b: reach)\n"
            "    a -> 10.0.0.2:23/tcp: dropped after 0.0 ms\n"
            "      dropped at firewall\n"
            "        table inet filter, chain forward, handle 7: comment \"no telnet\"");
}

TEST(Satisfies, DescribesItself) {
  const auto matcher = Satisfies(Policy::parse("a reaches b"));

  EXPECT_EQ(DescribeMatcher<const ReachabilityMatrix&>(matcher), "is as the policy says");
  EXPECT_EQ(DescribeMatcher<const ReachabilityMatrix&>(Not(matcher)),
            "is not as the policy says:\n  a -> b: reach");
}

}  // namespace
}  // namespace netrig
