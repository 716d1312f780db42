// Isolated is what a rule keeps from its target and nothing else does: all other reasons for which
// a probe may fail are told from that, and from each other.
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "ruled.hpp"
#include "sockets/plain_socket.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

class IsolatedForTheWrongReason : public Ruled {
 protected:
  std::optional<Service> database{};

  void start_database() { database.emplace(node(server).serve(tcp(5432))); }
  void load_no_database() { load_forward(R"(tcp dport 5432 drop comment "no database")"); }
  Outcome ask(std::uint16_t port = 5432) { return connect(port); }
  /// Without ever accepting; SO_BINDTODEVICE if wanted.
  BoundPlainSocket listen_on_the_server(const std::string& only_on = "") {
    auto socket = node(server).run([&] {
      auto listening = bind_plainly({.address = target}, tcp(5432));
      if (!only_on.empty() &&
          ::setsockopt(listening.fd.get(), SOL_SOCKET, SO_BINDTODEVICE, only_on.data(),
                       static_cast<socklen_t>(only_on.size())) != 0)
        listening.result = error_code_from(errno);
      return listening;
    });
    EXPECT_EQ(socket.result, std::error_code());
    return socket;
  }
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

  EXPECT_THAT(objection(outcome), HasSubstr("no node is known to have"));
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

TEST_P(IsolatedForTheWrongReason, TheServiceAnswersSomethingElse) {
  start_database();
  load_no_database();

  const auto outcome = node(client).ask(TcpProbe{
      .target = {target, tcp(5432)}, .send = "1", .expect = "2", .patience = short_patience});

  EXPECT_THAT(
      objection(outcome),
      AllOf(HasSubstr("its own node is not answered either: server -> "), HasSubstr("unexpected")));
}

TEST_P(IsolatedForTheWrongReason, TheServiceNeverAnswers) {
  load_forward("udp dport 5432 drop comment \"no database\"");
  const auto mute =
      node(server).run([this] { return bind_plainly({.address = target}, udp(5432)); });
  ASSERT_EQ(mute.result, std::error_code());

  const auto outcome =
      node(client).ask(UdpProbe{.target = {target, udp(5432)}, .patience = short_patience});

  EXPECT_THAT(objection(outcome), HasSubstr("its own node is not answered either"));
}

TEST_P(IsolatedForTheWrongReason, NobodyAnswersPings) {
  load_forward("meta l4proto { icmp, ipv6-icmp } drop comment \"no database\"");
  node(server).set_sysctl(GetParam() == Family::ipv4 ? "net.ipv4.icmp_echo_ignore_all"
                                                     : "net.ipv6.icmp.echo_ignore_all",
                          "1");

  const auto outcome = node(client).ask(EchoProbe{.target = target, .patience = short_patience});

  EXPECT_THAT(objection(outcome), HasSubstr("its own node is not answered either"));
}

TEST_P(IsolatedForTheWrongReason, AnotherFirewallIsBehindIt) {
  start_database();
  load_no_database();
  node(server).configure(table(chain("input", "tcp dport 5432 reject comment \"nor here\"")));

  EXPECT_THAT(objection(ask()),
              AllOf(HasSubstr("its own node is not answered either"), HasSubstr("\"nor here\"")));
}

TEST_P(IsolatedForTheWrongReason, IsNotThatAHostKeepsItselfOutToo) {
  start_database();
  node(server).configure(table(chain("input", "tcp dport 5432 drop comment \"no database\"")));

  EXPECT_THAT(ask(), IsolatedBy(node(server), Rule("no database")));
}

TEST_P(IsolatedForTheWrongReason, IsNotKnownOfAHandshakeAlone) {
  load_no_database();
  const auto hung = listen_on_the_server();

  EXPECT_THAT(ask(), Isolated()) << "a kernel shakes hands for whoever listens";
  const auto outcome = node(client).ask(TcpProbe{
      .target = {target, tcp(5432)}, .send = "1", .expect = "1", .patience = short_patience});
  EXPECT_THAT(objection(outcome), HasSubstr("0 of 1 expected bytes"));
}

TEST_P(IsolatedForTheWrongReason, AFirewallBehindItThatLetsTheHostItselfThroughIsNotSeen) {
  start_database();
  load_no_database();
  node(server).configure(table(chain("input", "iif lo accept\ntcp dport 5432 drop")));

  EXPECT_THAT(ask(), Isolated());
}

TEST_P(IsolatedForTheWrongReason, AFirewallBehindItMayLetOnlyTheClientThrough) {
  start_database();
  load_no_database();
  node(server).configure(table(chain("input", "iif eth0 accept\ntcp dport 5432 drop")));

  EXPECT_THAT(objection(ask()), HasSubstr("its own node is not answered either"));
}

TEST_P(IsolatedForTheWrongReason, ItsInterfaceAloneIsListenedOn) {
  load_no_database();
  const auto bound = listen_on_the_server("eth0");

  const auto outcome = ask();

  EXPECT_EQ(outcome.obstacle_beside_rule, "");
  EXPECT_THAT([&] { outcome.control(); },
              ThrowsMessage<DescriptionError>(HasSubstr("it listens on eth0 only")));
}

TEST_P(IsolatedForTheWrongReason, NobodyCanBeAskedAnyMore) {
  start_database();
  load_no_database();

  const auto outcome = ask();
  network().remove();

  for (const auto& matcher : {Isolated(), IsolatedBy(NodeReference(firewall))})
    EXPECT_THAT([&] { ::testing::Value(outcome, matcher); },
                ThrowsMessage<DescriptionError>(HasSubstr("the network was removed")));
}

// Which netrig does not know of: its carrier is known to the kernel's linkwatch a moment later.
TEST_P(IsolatedForTheWrongReason, AProgramTakesTheCableOut) {
  start_database();
  load_no_database();
  ASSERT_THAT(node(server).run_program({"ip", "link", "set", "eth0", "down"}), Succeeded());

  EXPECT_THAT(objection(ask()), HasSubstr("wan has no carrier"));
}

class Control : public Ruled {
 protected:
  void load_no(const std::string& what) { load_forward(what + " drop"); }
};
INSTANTIATE_TEST_SUITE_P(Families, Control, both_families, family_name);

TEST_P(Control, AsksTheTargetFromItsOwnNodeOnlyWhenItIsCalled) {
  const auto echo = node(server).serve(tcp(7));
  load_no("tcp dport 7");

  const auto outcome = connect(7);
  ASSERT_TRUE(outcome.control) << outcome;
  EXPECT_THAT(echo.callers(), IsEmpty());
  const auto answer = outcome.control();

  EXPECT_THAT(answer, Reached());
  EXPECT_EQ(answer.from, "server");
  EXPECT_THAT(echo.wait_for_callers(1, Deadline::in(patience)), SizeIs(1));
}

TEST_P(Control, AsksOnce) {
  const auto echo = node(server).serve(tcp(7));
  load_no("tcp dport 7");

  const auto outcome = connect(7);
  ASSERT_TRUE(outcome.control) << outcome;
  outcome.control();
  outcome.control();
  ASSERT_THAT(node(server).connect(echo, GetParam()), Reached());

  EXPECT_THAT(echo.callers(), SizeIs(2));
}

TEST_P(Control, AsksForWhatWasAskedFor) {
  const auto echo = node(server).serve(udp(7));
  load_no("udp dport 7");

  const auto outcome = node(client).ask(
      UdpProbe{.target = {target, udp(7)}, .send = "hello", .expect = "hello", .ttl = 9});
  ASSERT_TRUE(outcome.control) << outcome;

  EXPECT_THAT(outcome.control(), AllOf(Reached(), Field("received", &Outcome::received, "hello")));
}

TEST_P(Control, SaysThatTheNetworkIsGone) {
  std::optional<Network> other(std::in_place, network().topology());
  const auto echo = (*other)[server].serve(tcp(7));
  (*other)[firewall].configure(table(chain("forward", "tcp dport 7 drop")));
  const auto outcome = (*other)[client].connect({target, tcp(7)});
  ASSERT_TRUE(outcome.control) << outcome;

  other.reset();

  EXPECT_THAT([&] { outcome.control(); },
              ThrowsMessage<DescriptionError>(HasSubstr("its network is gone")));
}

}  // namespace
}  // namespace netrig
