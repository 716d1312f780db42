// What the matchers of paths match, and what they say.
#include <gmock/gmock.h>

#include <netrig/gtest.hpp>

namespace netrig {
namespace {

using ::testing::DescribeMatcher;
using ::testing::Not;
using ::testing::StringMatchResultListener;

const Hop router{NodeId{1}, "router", "10.0.1.1"};
const Hop server{NodeId{2}, "server", "10.0.2.2"};

Trace arrived(std::vector<Hop> hops) {
  return {.from = "client", .hops = std::move(hops), .end = TraceEnd::arrived};
}
Trace ended(std::vector<Hop> hops, TraceEnd end) {
  return {.from = "client", .hops = std::move(hops), .end = end};
}

const Path to_server{.flow = EchoProbe{.target = "10.0.2.2"},
                     .by_ttl = arrived({router, server}),
                     .by_fib = arrived({router, server})};

TEST(Takes, NamesEachHopAndTheTarget) {
  EXPECT_THAT(to_server, Takes("router", "server"));
  EXPECT_THAT(to_server, Takes(NodeId{1}, NodeId{2}));
  EXPECT_THAT(to_server, Not(Takes("router")));
  EXPECT_THAT(to_server, Not(Takes("server", "router")));
  EXPECT_THAT(to_server.by_fib, Takes("router", "server"));
}

TEST(Takes, NeedsBothWitnesses) {
  auto path = to_server;
  path.by_fib = arrived({server});
  StringMatchResultListener listener;

  EXPECT_FALSE(Takes("router", "server").MatchAndExplain(path, &listener));
  EXPECT_EQ(listener.str(), "of which only what is said by ttl fits");
}

TEST(Takes, LetsASilentHopBeAnybody) {
  auto path = to_server;
  path.by_ttl = arrived({Hop{}, server});

  EXPECT_THAT(path, Takes("router", "server"));
}

TEST(Takes, IsNotContentWithADeadEnd) {
  auto path = to_server;
  path.by_ttl.end = path.by_fib.end = TraceEnd::dead_end;

  EXPECT_THAT(path, Not(Takes("router", "server")));
}

TEST(EndsAfter, LetsTheLastRouterBeSilent) {
  auto path = to_server;
  path.by_ttl = ended({}, TraceEnd::dead_end);
  path.by_ttl.in_silence = true;
  path.by_fib = ended({router}, TraceEnd::dead_end);

  EXPECT_THAT(path, EndsAfter("router"));
  EXPECT_THAT(path, Not(EndsAfter()));
  EXPECT_THAT(to_server, Not(EndsAfter("router", "server")));
}

TEST(EndsAfter, IsNotContentWithWhatOneOfBothSays) {
  auto path = to_server;
  path.by_ttl = ended({router}, TraceEnd::dead_end);
  path.by_fib = ended({router, server}, TraceEnd::dead_end);
  StringMatchResultListener listener;

  EXPECT_THAT(path, Not(EndsAfter("router")));
  EXPECT_FALSE(EndsAfter("router", "server").MatchAndExplain(path, &listener));
  EXPECT_EQ(listener.str(), "of which only what is said by fib fits");
  EXPECT_THAT(path.by_ttl, EndsAfter("router"));
}

TEST(CirclesThrough, NamesTheCircle) {
  auto path = to_server;
  path.by_ttl = path.by_fib = ended({router, server, router}, TraceEnd::loop);

  EXPECT_THAT(path, CirclesThrough("router", "server", "router"));
  EXPECT_THAT(to_server, Not(CirclesThrough("router", "server")));
}

TEST(TtlAndFibAgree, ComparesThem) {
  auto other = to_server;
  other.by_fib = arrived({server});

  EXPECT_THAT(to_server, TtlAndFibAgree());
  EXPECT_THAT(other, Not(TtlAndFibAgree()));
}

TEST(PathMatchers, DescribeThemselves) {
  EXPECT_EQ(DescribeMatcher<Path>(Takes("router", NodeId{2})), "takes router -> node 2");
  EXPECT_EQ(DescribeMatcher<Path>(Not(Takes("router"))), "is not one that takes router");
  EXPECT_EQ(DescribeMatcher<Path>(EndsAfter("router")), "ends after router");
  EXPECT_EQ(DescribeMatcher<Path>(EndsAfter()), "ends at the sender");
  EXPECT_EQ(DescribeMatcher<Path>(CirclesThrough("a", "b", "a")), "circles through a -> b -> a");
  EXPECT_EQ(DescribeMatcher<Path>(TtlAndFibAgree()), "is the same by ttl and by fib");
  EXPECT_EQ(DescribeMatcher<Path>(Not(TtlAndFibAgree())), "is another by ttl than by fib");
}

TEST(HasRoutingRule, ComparesAllButAPriorityThatIsNotGiven) {
  const std::vector<RoutingRule> rules{{.priority = 5, .table = 100}};

  EXPECT_THAT(rules, HasRoutingRule({.table = 100}));
  EXPECT_THAT(rules, HasRoutingRule({.priority = 5, .table = 100}));
  EXPECT_THAT(rules, Not(HasRoutingRule({.priority = 6, .table = 100})));
  EXPECT_THAT(rules, Not(HasRoutingRule({.table = 101})));
}

}  // namespace
}  // namespace netrig
