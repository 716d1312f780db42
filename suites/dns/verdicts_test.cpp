// What becomes of a DNS probe that gets no answer, or something else than one.
#include <string>
#include <vector>

#include "case.hpp"
#include "probe/client_router_server.hpp"
#include "stub_server.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Eq;
using ::testing::Field;
using ::testing::Ne;
using ::testing::Values;

class DnsVerdicts : public ClientRouterServer,
                    public ::testing::WithParamInterface<std::tuple<Protocol, Family>> {
 protected:
  const Protocol transport = std::get<Protocol>(GetParam());
  const Family family = std::get<Family>(GetParam());

  Outcome ask(const DualAddress& of, std::chrono::milliseconds waiting = patience) {
    return node(client).ask(DnsProbe{.name = "www.example.com",
                                     .server = of.in(family),
                                     .transport = transport,
                                     .patience = waiting});
  }
  void add_route_elsewhere(NodeId at, RouteType type) {
    node(at).add_route({.destination = network_elsewhere(family), .type = type});
  }
};

auto HasNoAnswer() {
  return Field("dns", &Outcome::dns, Eq(std::nullopt));
}

std::string name_of_transport(Protocol transport) {
  return transport == Protocol::udp ? "Udp" : "Tcp";
}

INSTANTIATE_TEST_SUITE_P(Transports, DnsVerdicts,
                         Combine(Values(Protocol::udp, Protocol::tcp), both_families),
                         [](const auto& test) {
                           return name_of_transport(std::get<Protocol>(test.param)) +
                                  name_of(std::get<Family>(test.param));
                         });

TEST_P(DnsVerdicts, AServerThatAnswersIsReached) {
  const auto dns = node(server).serve_dns({.zone = "www.example.com A 192.0.2.80"});

  EXPECT_THAT(ask(server_address), AllOf(Reached(), ResolvesTo("192.0.2.80"), Explained("")));
}

TEST_P(DnsVerdicts, AClosedPortRefuses) {
  EXPECT_THAT(ask(server_address), AllOf(Refused(), HasNoAnswer()));
}

TEST_P(DnsVerdicts, ARouterWithoutARouteIsNamed) {
  EXPECT_THAT(ask(elsewhere), NoRouteAt(near_router_address.in(family)));
}

TEST_P(DnsVerdicts, NoRouteAtHomeIsSaidByTheKernel) {
  node(client).remove_route(Route::default_via(near_router_address.in(family)));

  EXPECT_THAT(ask(elsewhere), AllOf(NoRoute(), Explained("no route to")));
}

TEST_P(DnsVerdicts, AProhibitRouteAtARouterRejects) {
  add_route_elsewhere(router, RouteType::prohibit);

  EXPECT_THAT(ask(elsewhere), RejectedBy(near_router_address.in(family)));
}

TEST_P(DnsVerdicts, AProhibitRouteAtHomeIsDenied) {
  add_route_elsewhere(client, RouteType::prohibit);

  EXPECT_THAT(ask(elsewhere), Denied());
}

TEST_P(DnsVerdicts, AnAbsentNeighbourIsUnresolved) {
  EXPECT_THAT(ask(absent_neighbour), Unresolved());
}

TEST_P(DnsVerdicts, ABlackholeAtARouterIsSilent) {
  add_route_elsewhere(router, RouteType::blackhole);

  EXPECT_THAT(ask(elsewhere, short_patience), AllOf(Silent(), HasNoAnswer(), Explained("")));
}

TEST_P(DnsVerdicts, AnEchoIsNoDnsServer) {
  const auto echo = node(server).serve({transport, 53});

  EXPECT_THAT(ask(server_address),
              AllOf(Unexpected(), HasNoAnswer(), Explained("what came back is a question")));
}

class DnsVerdictsOverUdp : public ClientRouterServer, public OfEachFamily {
 protected:
  Outcome ask() {
    return node(client).ask(DnsProbe{
        .name = "www.example.com", .server = server_address.in(family), .patience = patience});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, DnsVerdictsOverUdp, both_families, family_name);

TEST_P(DnsVerdictsOverUdp, AnythingElseIsUnexpected) {
  const auto hello = node(server).serve(udp(53), {.answer = "hello"});

  EXPECT_THAT(ask(), AllOf(Unexpected(), Explained("its 5 bytes are too few for a DNS message"),
                           Field(&Outcome::received, "hello")));
}

TEST_P(DnsVerdictsOverUdp, AMalformedAnswerIsUnexpected) {
  const StubServer dns(node(server), server_address.in(family), [](const std::string& question) {
    const auto whole = answer_to(question, "192.0.2.80");
    return std::vector<StubReply>{{whole.substr(0, whole.size() - 1)}};
  });

  EXPECT_THAT(ask(), AllOf(Unexpected(), HasNoAnswer(),
                           Explained("what came back is no well-formed DNS message")));
}

TEST_P(DnsVerdictsOverUdp, ATruncatingServerThatRefusesTcpIsRefused) {
  const StubServer dns(node(server), server_address.in(family), [](const std::string& question) {
    return std::vector<StubReply>{{DnsQuery::read(question)->truncated_reply()}};
  });

  EXPECT_THAT(ask(), AllOf(Refused(), Field(&Outcome::dns, Ne(std::nullopt)),
                           Explained("the answer over UDP was truncated, this is about TCP")));
}

class DnsVerdictsOverTcp : public ClientRouterServer, public OfEachFamily {
 protected:
  Outcome ask() {
    return node(client).ask(DnsProbe{.name = "www.example.com",
                                     .server = server_address.in(family),
                                     .transport = Protocol::tcp,
                                     .patience = patience});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, DnsVerdictsOverTcp, both_families, family_name);

TEST_P(DnsVerdictsOverTcp, AServerThatTakesTheQuestionAndSaysNothingIsSilent) {
  const auto dns = node(server).serve_dns({.behaviours = {{".", {.silent = true}}}});

  EXPECT_THAT(node(client).ask(DnsProbe{.name = "www.example.com",
                                        .server = server_address.in(family),
                                        .transport = Protocol::tcp,
                                        .patience = short_patience}),
              AllOf(Silent(), Explained("connected, but not answered")));
}

TEST_P(DnsVerdictsOverTcp, AServerThatClosesWithoutAnAnswerIsUnexpected) {
  const auto closing = node(server).serve(tcp(53), {.answer = ""});

  EXPECT_THAT(ask(),
              AllOf(Unexpected(), Explained("the server closed the connection without an answer")));
}

TEST_P(DnsVerdictsOverTcp, AServerThatStopsInTheMiddleIsUnexpected) {
  const auto stopping = node(server).serve(tcp(53), {.answer = std::string("\0\x40half", 6)});

  EXPECT_THAT(
      ask(),
      AllOf(Unexpected(), Explained("the server closed the connection without ending its answer")));
}

}  // namespace
}  // namespace netrig
