// The DNS probe: what it asks, and what it makes of the answers of the DNS service.
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "netrig/core/error.hpp"
#include "stub_server.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Property;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

auto IsTruncated(bool truncated, Protocol transport) {
  return Field("dns", &Outcome::dns,
               Optional(AllOf(Field("truncated", &DnsAnswer::truncated, truncated),
                              Field("transport", &DnsAnswer::transport, transport))));
}

auto CameOver(Protocol transport) {
  return Property("transport", &DnsQuestion::transport, transport);
}

class DnsProbing : public Names {
 protected:
  DnsService serve_example(std::map<DnsName, DnsBehaviour> behaviours = {}) {
    return node(server).serve_dns({.zone = example_zone, .behaviours = std::move(behaviours)});
  }
  DnsProbe probe_for(const DnsName& name, RecordType type = RecordType::a) {
    return {.name = name, .type = type, .server = address_of_server, .patience = patience};
  }
  Outcome resolve(const DnsName& name, RecordType type = RecordType::a) {
    return node(client).ask(probe_for(name, type));
  }
};

INSTANTIATE_TEST_SUITE_P(Families, DnsProbing, both_families, family_name);

TEST_P(DnsProbing, FindsAddresses) {
  const auto dns = serve_example();

  EXPECT_THAT(resolve("www.example.com"), ResolvesTo("192.0.2.81", "192.0.2.80"));
  EXPECT_THAT(resolve("www.example.com", RecordType::aaaa), ResolvesTo("2001:db8::80"));
}

TEST_P(DnsProbing, AsksTheServiceThatItIsTold) {
  const auto dns = serve_example();

  EXPECT_THAT(node(client).resolve(dns, "www.example.com", RecordType::aaaa, family),
              ResolvesTo("2001:db8::80"));
  EXPECT_THAT(dns.questions(),
              ElementsAre(Field(&DnsQuestion::from, Field(&Endpoint::address, address_of_client))));
}

TEST_P(DnsProbing, DoesNotMindTheCaseOfLetters) {
  const auto dns = serve_example();

  EXPECT_THAT(resolve("wWw.eXample.Com"), ResolvesTo("192.0.2.80", "192.0.2.81"));
}

TEST_P(DnsProbing, FollowsAnAlias) {
  const auto dns = serve_example();

  EXPECT_THAT(resolve("ftp.example.com"),
              AllOf(ResolvesTo("192.0.2.80", "192.0.2.81"),
                    HasRecord("ftp.example.com CNAME www.example.com")));
}

TEST_P(DnsProbing, FindsTheNameOfAnAddress) {
  const auto dns = serve_example();

  EXPECT_THAT(resolve("192.0.2.80", RecordType::ptr),
              HasRecord(RecordType::ptr, "www.example.com"));
  EXPECT_THAT(resolve("2001:db8::80", RecordType::ptr),
              HasRecord(RecordType::ptr, "www.example.com"));
  EXPECT_THAT(resolve("80.2.0.192.in-addr.arpa", RecordType::ptr),
              HasRecord(RecordType::ptr, "www.example.com"));
}

TEST_P(DnsProbing, FindsOtherRecords) {
  const auto dns = serve_example();

  EXPECT_THAT(resolve("example.com", RecordType::mx),
              HasRecord("example.com MX 10 mail.example.com"));
  EXPECT_THAT(resolve("text.example.com", RecordType::txt),
              HasRecord("text.example.com TXT \"v=spf1 -all\" \"and more\""));
}

TEST_P(DnsProbing, IsReachedAlsoByErrors) {
  const auto dns = serve_example({{"broken.example.com", {.rcode = Rcode::server_failure}},
                                  {"closed.example.com", {.rcode = Rcode::refused}}});

  EXPECT_THAT(resolve("nobody.example.com"), AllOf(Reached(), HasRcode(Rcode::nxdomain)));
  EXPECT_THAT(resolve("www.example.com", RecordType::txt), AllOf(Reached(), HasNoData()));
  EXPECT_THAT(resolve("broken.example.com"), HasRcode(Rcode::server_failure));
  EXPECT_THAT(resolve("closed.example.com"), HasRcode(Rcode::refused));
}

TEST_P(DnsProbing, WaitsForADelayedAnswer) {
  const auto dns = serve_example({{"slow.example.com", {.delay = 50ms}}});

  EXPECT_THAT(resolve("slow.example.com"),
              AllOf(ResolvesTo("192.0.2.90"), Field(&Outcome::round_trip, Optional(Ge(50ms)))));
}

TEST_P(DnsProbing, OthersAreAnsweredWhileOneIsDelayed) {
  const auto dns = serve_example({{"slow.example.com", {.delay = 10s}}});

  const auto outcomes = network().ask(
      {{client, probe_for("slow.example.com")}, {client, probe_for("www.example.com")}},
      Deadline::in(short_patience));

  EXPECT_THAT(outcomes, ElementsAre(Silent(), ResolvesTo("192.0.2.80", "192.0.2.81")));
}

TEST_P(DnsProbing, IsSilentWhereTheServerIs) {
  const auto dns = serve_example({{"mute.example.com", {.silent = true}}});
  auto probe = probe_for("mute.example.com");
  probe.patience = short_patience;

  EXPECT_THAT(node(client).ask(probe), Silent());
  EXPECT_THAT(dns.questions(), ElementsAre(AsksFor("mute.example.com", RecordType::a)));
}

TEST_P(DnsProbing, AsksAgainOverTcpWhereAnAnswerIsTruncated) {
  const auto dns = serve_example({{"short.example.com", {.truncated = true}}});

  EXPECT_THAT(resolve("short.example.com"),
              AllOf(ResolvesTo("192.0.2.93"), IsTruncated(true, Protocol::tcp)));
  EXPECT_THAT(dns.questions(), ElementsAre(CameOver(Protocol::udp), CameOver(Protocol::tcp)));
}

TEST_P(DnsProbing, LeavesATruncatedAnswerAsItIsWhenToldTo) {
  const auto dns = serve_example({{"short.example.com", {.truncated = true}}});
  auto probe = probe_for("short.example.com");
  probe.tcp_fallback = false;

  EXPECT_THAT(node(client).ask(probe), AllOf(HasNoData(), IsTruncated(true, Protocol::udp)));
  EXPECT_THAT(dns.questions(), SizeIs(1));
}

TEST_P(DnsProbing, AsksOverTcpAtOnce) {
  const auto dns = serve_example({{"short.example.com", {.truncated = true}}});
  auto probe = probe_for("short.example.com");
  probe.transport = Protocol::tcp;

  EXPECT_THAT(node(client).ask(probe),
              AllOf(ResolvesTo("192.0.2.93"), IsTruncated(false, Protocol::tcp)));
  EXPECT_THAT(dns.questions(), ElementsAre(CameOver(Protocol::tcp)));
}

TEST_P(DnsProbing, WaitsForADelayedAnswerOverTcp) {
  const auto dns = serve_example({{"slow.example.com", {.delay = 50ms}}});
  auto probe = probe_for("slow.example.com");
  probe.transport = Protocol::tcp;

  EXPECT_THAT(node(client).ask(probe),
              AllOf(ResolvesTo("192.0.2.90"), Field(&Outcome::round_trip, Optional(Ge(50ms)))));
}

TEST_P(DnsProbing, TakesMoreOverUdpWithEdns) {
  const auto dns = node(server).serve_dns({.zone = many_addresses(60)});
  auto probe = probe_for("many.example.com");
  probe.edns_size = 1232;

  EXPECT_THAT(node(client).ask(probe), IsTruncated(false, Protocol::udp));
  EXPECT_THAT(resolve("many.example.com"), IsTruncated(true, Protocol::tcp));
}

TEST_P(DnsProbing, TakesTheLargestAnswerOverTcp) {
  const auto dns = node(server).serve_dns({.zone = many_addresses(4000)});

  const auto outcome = resolve("many.example.com");

  ASSERT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.dns->addresses().size(), 4000U);
}

TEST_P(DnsProbing, SaysWhatTheServerSaysOfItself) {
  const auto dns = serve_example();

  EXPECT_THAT(
      resolve("nobody.example.com").dns,
      Optional(AllOf(
          Field(&DnsAnswer::authoritative, true), Field(&DnsAnswer::recursion_available, true),
          Field(&DnsAnswer::authority, ElementsAre(Field(&DnsRecord::type, RecordType::soa))))));
}

TEST_P(DnsProbing, AsksManyServersManyThingsAtOnce) {
  const auto dns = serve_example({{"short.example.com", {.truncated = true}}});
  std::vector<Question> questions;
  for (int i = 0; i < 100; ++i) {
    questions.push_back({client, probe_for("www.example.com")});
    questions.push_back({client, probe_for("short.example.com")});
    questions.push_back({server, probe_for("nobody.example.com")});
  }

  const auto outcomes = network().ask(questions, Deadline::in(patience));

  EXPECT_THAT(outcomes, Each(Reached()));
  EXPECT_THAT(dns.questions(), SizeIs(400));
}

TEST_P(DnsProbing, HasAnotherIdAndPortEachTime) {
  constexpr std::size_t count = 20;
  std::set<std::string> ids;
  std::set<Endpoint> sources;
  const StubServer dns(node(server), address_of_server, [&ids](const std::string& question) {
    ids.insert(question.substr(0, 2));
    return std::vector<StubReply>{{answer_to(question, "192.0.2.80")}};
  });

  for (std::size_t i = 0; i < count; ++i) sources.insert(resolve("www.example.com").source.value());

  EXPECT_GT(ids.size(), count / 2);
  EXPECT_GT(sources.size(), count / 2);
}

TEST_P(DnsProbing, PassesOverAnswersToOtherQuestions) {
  const StubServer dns(node(server), address_of_server, [](const std::string& question) {
    auto other_id = answer_to(question, "192.0.2.1");
    other_id[0] = static_cast<char>(~other_id[0]);
    auto other_name = answer_to(question, "192.0.2.2");
    other_name[13] = 'W' + 1;  // the first letter of the question's name
    return std::vector<StubReply>{{other_id},
                                  {other_name},
                                  {answer_to(question, "192.0.2.3"), true},
                                  {answer_to(question, "192.0.2.80")}};
  });

  EXPECT_THAT(resolve("www.example.com"), ResolvesTo("192.0.2.80"));
}

TEST_P(DnsProbing, SaysThatItHasPassedOverAnswersWhenNoOtherComes) {
  const StubServer dns(node(server), address_of_server, [](const std::string& question) {
    auto other_id = answer_to(question, "192.0.2.1");
    other_id[0] = static_cast<char>(~other_id[0]);
    return std::vector<StubReply>{{other_id}};
  });
  auto probe = probe_for("www.example.com");
  probe.patience = short_patience;

  EXPECT_THAT(node(client).ask(probe),
              AllOf(Silent(), Field(&Outcome::explanation,
                                    "1 message was passed over: not about this question")));
}

TEST_P(DnsProbing, NeedsAServer) {
  const auto fails = ThrowsMessage<DescriptionError>(
      HasSubstr("cannot resolve a name in 'client': its /etc/resolv.conf names no server"));

  EXPECT_THAT([this] { node(client).resolve("www.example.com"); }, fails);
  EXPECT_THAT(
      [this] {
        network().ask({{client, DnsProbe{.name = "www.example.com"}}}, Deadline::in(patience));
      },
      fails);
}

}  // namespace
}  // namespace netrig
