// Hosts in URLs that are names, which the node looks up.
#include "one_host.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::SizeIs;
using ::testing::StartsWith;

class HttpByName : public OneHost {
 protected:
  void set_hosts(const std::string& text) { host().set_file("/etc/hosts", text); }
  Outcome get(const std::string& url) { return host().get(url, patience); }
};

TEST_F(HttpByName, ReachesAnAddressOfTheName) {
  const auto web = host().serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  const auto outcome = get("http://localhost/");

  EXPECT_THAT(outcome, AllOf(Reached(), HasBody("hello\n")));
  EXPECT_THAT(outcome.peer,
              Optional(AnyOf(Endpoint("127.0.0.1:80/tcp"), Endpoint("[::1]:80/tcp"))));
  EXPECT_THAT(to_string(outcome),
              HasSubstr(fmt::format(" ms\n  called at {}\n  HTTP 200 OK", *outcome.peer)));
  EXPECT_EQ(web.requests()[0].host, "localhost");
}

TEST_F(HttpByName, SaysThePortToTheServer) {
  const auto web = host().serve_http(tcp(8080));

  get("http://LocalHost:8080/");

  EXPECT_THAT(web.requests(), ::testing::ElementsAre(HasHeader("Host", "LocalHost:8080")));
}

TEST_F(HttpByName, CallsTheNextAddressWhereOneRefuses) {
  set_hosts("::1 both.example\n127.0.0.1 both.example\n");
  const auto web = host().serve_http(tcp(80), {.pages = {{"/", "v4\n"}}, .address = "127.0.0.1"});

  EXPECT_THAT(
      get("http://both.example/"),
      AllOf(HasBody("v4\n"), Field(&Outcome::peer, Optional(Endpoint("127.0.0.1:80/tcp")))));
}

TEST_F(HttpByName, IsRefusedWhereNoneOfTheAddressesListens) {
  set_hosts("::1 both.example\n127.0.0.1 both.example\n");

  const auto outcome = get("http://both.example/");

  EXPECT_THAT(outcome, Refused());
  EXPECT_EQ(outcome.peer, Endpoint("127.0.0.1:80/tcp"));
  EXPECT_EQ(outcome.explanation, "[::1]:80/tcp was called first: refused");
}

TEST_F(HttpByName, IsFoundByTheOneFamilyThatItHas) {
  set_hosts("::1 six.example\n");
  const auto web = host().serve_http(tcp(80));

  EXPECT_THAT(get("http://six.example/"),
              AllOf(Reached(), Field(&Outcome::peer, Optional(Endpoint("[::1]:80/tcp")))));
}

TEST_F(HttpByName, HasNoAddressOfAFamilyThatItHasNot) {
  set_hosts("2001:db8::1 six.example\n");

  EXPECT_THAT(host().ask(HttpProbe{
                  .url = "http://six.example/", .family = Family::ipv4, .patience = patience}),
              NoAddress());
}

TEST_F(HttpByName, AsksForOneFamilyWhereToldTo) {
  set_hosts("::1 both.example\n127.0.0.1 both.example\n");
  const auto web = host().serve_http(tcp(80));

  const auto outcome = host().ask(
      HttpProbe{.url = "http://both.example/", .family = Family::ipv4, .patience = patience});

  EXPECT_THAT(outcome,
              AllOf(Reached(), Field(&Outcome::peer, Optional(Endpoint("127.0.0.1:80/tcp")))));
}

TEST_F(HttpByName, HasNoAddressWhereTheResolverKnowsNone) {
  const auto outcome = get("http://no-such-host.invalid/");

  EXPECT_THAT(outcome, NoAddress());
  EXPECT_THAT(outcome.explanation, StartsWith("the resolver of 'host' "));
  EXPECT_THAT(to_string(outcome),
              StartsWith("host -> GET http://no-such-host.invalid/: no address after "));
}

TEST_F(HttpByName, IsFoundFromWithinTheNodesOwnThread) {
  const auto web = host().serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});

  EXPECT_THAT(host().run([this] { return get("http://localhost/"); }), HasBody("hello\n"));
}

TEST_F(HttpByName, IsFoundByTheNameserverThatIsSetNow) {
  const auto web = host().serve_http(tcp(80), {.address = "127.0.0.1"});
  const auto dns =
      host().serve_dns({.zone = "www.example.com. 60 IN A 127.0.0.1\n", .address = "127.0.0.1"});
  const auto mute = host().serve_dns({.behaviours = {{".", {.silent = true}}}, .address = "::1"});
  host().set_nameservers({"::1"});

  const auto outcome = host().get("http://www.example.com/", short_patience);
  EXPECT_THAT(outcome, NoAddress());
  EXPECT_THAT(outcome.explanation, HasSubstr("has not answered yet"));

  host().set_nameservers({"127.0.0.1"});
  EXPECT_THAT(get("http://www.example.com/"), Reached());
}

// Its teardown would otherwise take as long as resolv.conf(5) has it: two attempts of five seconds.
TEST(HttpByNameInItsOwnNetwork, KeepsNoneWaitingForANameserver) {
  Topology topology;
  const auto host = topology.add_host("host");
  std::optional<Network> network(std::in_place, topology);
  const auto mute = (*network)[host].serve_dns({.behaviours = {{".", {.silent = true}}}});
  (*network)[host].set_nameservers({"127.0.0.1"});
  const auto outcome = (*network)[host].get("http://www.example.com/", short_patience);
  EXPECT_THAT(outcome, NoAddress());

  const auto began = Deadline::Clock::now();
  network.reset();

  EXPECT_LT(Deadline::Clock::now() - began, std::chrono::seconds(4));
}

TEST_F(HttpByName, IsAskedForByManyAtOnce) {
  constexpr std::size_t count = 200;  // more than are asked in one go
  const auto web = host().serve_http(tcp(80), {.pages = {{"/", "hello\n"}}});
  const std::vector<Question> questions(
      count, {host_id, HttpProbe{.url = "http://localhost/", .patience = patience}});

  EXPECT_THAT(network().ask(questions, Deadline::in(patience)),
              AllOf(SizeIs(count), Each(HasBody("hello\n"))));
}

}  // namespace
}  // namespace netrig
