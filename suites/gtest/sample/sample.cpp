// A test program as a user writes it, with tests that pass, fail, are skipped and die. gtest_test
// runs it, a filter at a time, and looks at what it says.
#include <netrig/gtest.hpp>

#include <cstdlib>
#include <stdexcept>

using namespace netrig;
using ::testing::Not;

// Without a network ------------------------------------------------------------------------------

TEST(Plain, Passes) {
  SUCCEED();
}

TEST(Plain, Fails) {
  EXPECT_EQ(1 + 1, 3);
}

TEST(Plain, IsSkipped) {
  GTEST_SKIP() << "for a reason";
}

TEST(Plain, Throws) {
  throw std::runtime_error("out of the test");
}

// With one ---------------------------------------------------------------------------------------

// client -- server
class Pair : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");

  Pair() { topology.connect(client, server, "10.0.0.0/24"); }
};

TEST_F(Pair, IsReached) {
  EXPECT_THAT(node(client).ping(server), Reached());
}

TEST_F(Pair, IsExpectedToBeSilent) {
  EXPECT_THAT(node(client).ping(server), Silent());
}

TEST_F(Pair, FailsWithAServiceAtWork) {
  auto web = node(server).serve(tcp(80));
  node(server).set_file("/etc/motd", "of the server\n");
  EXPECT_THAT(node(client).connect(web), Silent());
}

TEST_F(Pair, FailsTwice) {
  ADD_FAILURE() << "first failure";
  ADD_FAILURE() << "second failure";
}

TEST_F(Pair, FailsWithAProgramAtWork) {
  const auto program =
      node(server).start({"sh", "-c", "echo ready to serve; echo for a while >&2; exec sleep 60"});
  program.wait_for_output("ready to serve");
  ADD_FAILURE() << "with a program at work";
}

TEST_F(Pair, PingsWhenItHasFailed) {
  ADD_FAILURE() << "before the packets";
  node(client).ask(UdpProbe{.target = {"10.0.0.2", udp(9)}, .send = "sent after the failure"});
}

class Numbered : public Pair, public ::testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Seven, Numbered, ::testing::Range(1, 8));

TEST_P(Numbered, IsReached) {
  EXPECT_THAT(node(client).ping(server), Reached());
}

class Doomed : public Pair, public ::testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Three, Doomed, ::testing::Range(1, 4));

TEST_P(Doomed, IsNotReached) {
  EXPECT_THAT(node(client).ping(server), Silent());
}

// What dies --------------------------------------------------------------------------------------

using PairDeathTest = Pair;

TEST_F(PairDeathTest, DiesOutsideOfTheNodes) {
  ASSERT_THAT(node(client).ping(server), Reached());

  EXPECT_DEATH(std::abort(), "");
  EXPECT_EXIT(std::exit(3), ::testing::ExitedWithCode(3), "");

  EXPECT_THAT(node(client).ping(server), Reached());
}

TEST_F(PairDeathTest, DiesInANode) {
  const auto die = [this] {
    const auto outcome = node(client).ping(server);
    node(client).run([&] {
      std::cerr << "last seen: " << outcome.verdict << std::endl;
      std::abort();
    });
  };

  EXPECT_DEATH(die(), "last seen: reached");

  EXPECT_THAT(node(client).ping(server), Reached());
}

TEST_F(PairDeathTest, ChoosesItsStyle) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");

  EXPECT_EXIT(std::exit(5), ::testing::ExitedWithCode(5), "");
}

TEST_F(PairDeathTest, FailsBeforeItDies) {
  ADD_FAILURE() << "before it dies";
  EXPECT_DEATH(std::abort(), "");
}

TEST_F(PairDeathTest, IsExpectedToDieAndDoesNot) {
  EXPECT_DEATH(static_cast<void>(0), "");
}

// What goes wrong on another thread --------------------------------------------------------------

TEST_F(Pair, ExpectsInANode) {
  node(server).run([] { EXPECT_EQ(1 + 1, 3) << "in the node"; });
}

TEST_F(Pair, AssertsInANode) {
  node(server).run([] {
    ASSERT_EQ(1 + 1, 3) << "in the node";
    ADD_FAILURE() << "behind the assertion";
  });
  ADD_FAILURE() << "behind the lambda";
}

TEST_F(Pair, ThrowsInANode) {
  node(server).run([] { throw std::runtime_error("out of the node"); });
}

// What is described wrongly, or used at the wrong time -------------------------------------------

class NamedTwice : public NetworkTest {
 protected:
  const NodeId one = topology.add_host("client");
  const NodeId other = topology.add_host("client");
};

TEST_F(NamedTwice, DoesNotBegin) {
  ADD_FAILURE() << "the test has begun";
}

class TooManyForItsPrefix : public NetworkTest {
 protected:
  TooManyForItsPrefix() {
    const auto hub = topology.add_switch("hub");
    for (const auto* name : {"one", "two", "three"})
      topology.connect(topology.add_host(name), hub, "10.0.0.0/30");
  }
};

TEST_F(TooManyForItsPrefix, DoesNotBegin) {
  ADD_FAILURE() << "the test has begun";
}

class UsedTooEarly : public NetworkTest {
 protected:
  const NodeId server = topology.add_host("server");
  const Service web = node(server).serve(tcp(80));
};

TEST_F(UsedTooEarly, DoesNotBegin) {
  ADD_FAILURE() << "the test has begun";
}

// What a failure looks like ----------------------------------------------------------------------

// client -- router -- server, whose 10.0.9.0/24 the router forbids and whose 10.0.8.0/24 it drops
constexpr std::chrono::milliseconds brief{50};

class Perimeter : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const LinkId near = topology.connect(client, router, "10.0.1.0/24");
  const LinkId far = topology.connect(router, server, "10.0.2.0/24");

  Perimeter() {
    topology.add_route(router, {.destination = "10.0.8.0/24", .type = RouteType::blackhole});
    topology.add_route(router, {.destination = "10.0.9.0/24", .type = RouteType::prohibit});
  }
};

TEST_F(Perimeter, IsRefused) {
  EXPECT_THAT(node(client).connect("10.0.2.2:80/tcp"), Reached());
}

TEST_F(Perimeter, IsRejected) {
  EXPECT_THAT(node(client).connect("10.0.9.1:80/tcp"), Reached());
}

TEST_F(Perimeter, IsRejectedBySomeoneElse) {
  EXPECT_THAT(node(client).connect("10.0.9.1:80/tcp"), RejectedBy(node(server)));
}

TEST_F(Perimeter, IsReached) {
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(client).connect(web), Not(Reached()));
}

TEST_F(Perimeter, IsCutInTheMiddle) {
  link(far).down();

  EXPECT_THAT(node(client).ping(server), Reached());
}

TEST_F(Perimeter, IsNotResolved) {
  EXPECT_THAT(node(client).ping("10.0.1.9"), Reached());
}

TEST_F(Perimeter, IsSilent) {
  node(server).set_sysctl("net.ipv4.icmp_echo_ignore_all", "1");

  EXPECT_THAT(node(client).ask(EchoProbe{.target = "10.0.2.2", .patience = brief}), Reached());
}

TEST_F(Perimeter, IsDropped) {
  EXPECT_THAT(node(client).ask(EchoProbe{.target = "10.0.8.1", .patience = brief}), Reached());
}

TEST_F(Perimeter, LosesEchoRequests) {
  const EchoProbe probe{.target = "10.0.8.1", .count = 3, .patience = brief};

  EXPECT_THAT(node(client).ask(probe), LosesNothing());
}

TEST_F(Perimeter, TakesTooLong) {
  EXPECT_THAT(node(client).ping(server), ReachedWithin(std::chrono::microseconds(1)));
}

TEST_F(Perimeter, AnswersSomethingElse) {
  auto greeter = node(server).serve(tcp(25), {.answer = "220 mx.example\r\n"});

  EXPECT_THAT(node(client).ask(TcpProbe{.target = "10.0.2.2:25/tcp", .expect = "250 "}), Reached());
}

TEST_F(Perimeter, HasNoRoute) {
  EXPECT_THAT(node(client).routes(), HasRoute(Route::default_via("10.0.1.9")));
}

TEST_F(Perimeter, HasARouteTooMany) {
  EXPECT_THAT(node(client).routes(), Not(HasRouteTo("0.0.0.0/0")));
}

TEST_F(Perimeter, HasNoSuchInterface) {
  EXPECT_THAT(node(client).interfaces(), HasInterface("eth1"));
}

TEST_F(Perimeter, ListensOnNothing) {
  EXPECT_THAT(node(server).listening_sockets(), ListensOn(tcp(80)));
}

TEST_F(Perimeter, ListensOnTooMuch) {
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(server).listening_sockets(), Not(ListensOn(tcp(80))));
}

TEST_F(Perimeter, IsDescribedTooLate) {
  topology.set_sysctl(router, "net.ipv4.ip_forward", "0");

  EXPECT_THAT(node(client).ping(server), Reached());
}

TEST_F(Perimeter, HasPortConflicts) {
  auto web = node(server).serve(tcp(80));
  auto names = node(router).serve(udp(53));

  EXPECT_THAT(network(), HasNoPortConflicts({tcp(80), udp(53)}));
}
