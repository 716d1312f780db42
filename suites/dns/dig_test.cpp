// dig(1) against the DNS service.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>
#include <vector>

#include "two_hosts.hpp"

namespace netrig {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Property;

class Dig : public Names {
 protected:
  DnsService serve(DnsServiceOptions options) { return node(server).serve_dns(options); }
  DnsService serve_example() {
    return serve({.zone = example_zone,
                  .behaviours = {{"broken.example.com", {.rcode = Rcode::server_failure}},
                                 {"closed.example.com", {.rcode = Rcode::refused}},
                                 {"slow.example.com", {.delay = 100ms}},
                                 {"short.example.com", {.truncated = true}},
                                 {"mute.example.com", {.silent = true}}}});
  }

  // dig +short, and so on; fails when it has no answer.
  std::string dig(const std::vector<std::string>& arguments) {
    auto command = std::vector<std::string>{"dig", "@" + to_string(address_of_server), "+tries=1",
                                            "+timeout=5"};
    std::ranges::copy(arguments, std::back_inserter(command));
    const auto result = node(client).run_program(Program{.arguments = std::move(command)});
    EXPECT_TRUE(result.succeeded()) << result;
    return result.output;
  }
};

INSTANTIATE_TEST_SUITE_P(Families, Dig, both_families, family_name);

TEST_P(Dig, FindsAddresses) {
  const auto dns = serve_example();

  EXPECT_EQ(dig({"+short", "www.example.com"}), "192.0.2.80\n192.0.2.81\n");
  EXPECT_EQ(dig({"+short", "www.example.com", "AAAA"}), "2001:db8::80\n");
}

TEST_P(Dig, FollowsAnAlias) {
  const auto dns = serve_example();

  EXPECT_EQ(dig({"+short", "ftp.example.com"}), "www.example.com.\n192.0.2.80\n192.0.2.81\n");
}

TEST_P(Dig, FindsTheNamesOfAddresses) {
  const auto dns = serve_example();

  EXPECT_EQ(dig({"+short", "-x", "192.0.2.80"}), "www.example.com.\n");
  EXPECT_EQ(dig({"+short", "-x", "2001:db8::80"}), "www.example.com.\n");
}

TEST_P(Dig, FindsOtherTypes) {
  const auto dns = serve_example();

  EXPECT_EQ(dig({"+short", "example.com", "MX"}), "10 mail.example.com.\n");
  EXPECT_EQ(dig({"+short", "text.example.com", "TXT"}), "\"v=spf1 -all\" \"and more\"\n");
}

TEST_P(Dig, HasNothingToComplainAbout) {
  const auto dns = serve_example();

  EXPECT_THAT(dig({"www.example.com"}),
              AllOf(HasSubstr("status: NOERROR"), HasSubstr("flags: qr aa rd ra;"),
                    HasSubstr("EDNS: version: 0, flags:; udp: 1232"), Not(HasSubstr("WARNING")),
                    Not(HasSubstr("Warning"))));
}

TEST_P(Dig, IsAnsweredAsWellWithoutRecursionAndEdns) {
  const auto dns = serve_example();

  EXPECT_THAT(
      dig({"+norecurse", "+noedns", "www.example.com"}),
      AllOf(HasSubstr("flags: qr aa ra;"), Not(HasSubstr("EDNS")), HasSubstr("192.0.2.80")));
}

TEST_P(Dig, HearsThatThereIsNoSuchName) {
  const auto dns = serve_example();

  EXPECT_THAT(dig({"nobody.example.com"}),
              AllOf(HasSubstr("status: NXDOMAIN"), HasSubstr("ANSWER: 0"),
                    HasSubstr("example.com.\t\t30\tIN\tSOA\tns.example.com.")));
}

TEST_P(Dig, HearsThatThereIsNoSuchType) {
  const auto dns = serve_example();

  EXPECT_THAT(dig({"www.example.com", "TXT"}),
              AllOf(HasSubstr("status: NOERROR"), HasSubstr("ANSWER: 0"), HasSubstr("SOA")));
}

TEST_P(Dig, HearsFailures) {
  const auto dns = serve_example();

  EXPECT_THAT(dig({"broken.example.com"}), HasSubstr("status: SERVFAIL"));
  EXPECT_THAT(dig({"closed.example.com"}), HasSubstr("status: REFUSED"));
  EXPECT_THAT(dig({"www.example.com", "CH"}), HasSubstr("status: REFUSED"));
  EXPECT_THAT(dig({"example.com", "+opcode=status"}), HasSubstr("status: NOTIMP"));
  EXPECT_THAT(dig({"www.example.com", "+edns=1", "+noednsnegotiation"}),
              HasSubstr("status: BADVERS"));
}

TEST_P(Dig, GetsADelayedAnswer) {
  const auto dns = serve_example();

  EXPECT_EQ(dig({"+short", "slow.example.com"}), "192.0.2.90\n");
  EXPECT_EQ(dig({"+short", "+tcp", "slow.example.com"}), "192.0.2.90\n");
}

TEST_P(Dig, AsksOverTcp) {
  const auto dns = serve_example();

  EXPECT_EQ(dig({"+short", "+tcp", "www.example.com"}), "192.0.2.80\n192.0.2.81\n");
  EXPECT_THAT(dns.questions(), ElementsAre(Property(&DnsQuestion::transport, Protocol::tcp)));
}

TEST_P(Dig, AsksAgainOverTcpWhereAnAnswerIsTruncated) {
  const auto dns = serve_example();

  EXPECT_EQ(dig({"+short", "short.example.com"}), "192.0.2.93\n");
  EXPECT_THAT(dns.questions(), ElementsAre(Property(&DnsQuestion::transport, Protocol::udp),
                                           Property(&DnsQuestion::transport, Protocol::tcp)));
}

TEST_P(Dig, SeesTheTruncatedAnswerWhenItWantsTo) {
  const auto dns = serve_example();

  EXPECT_THAT(dig({"+ignore", "short.example.com"}),
              AllOf(HasSubstr("flags: qr aa tc rd ra;"), HasSubstr("ANSWER: 0")));
}

TEST_P(Dig, GetsAsMuchOverUdpAsItTakes) {
  const auto dns = serve({.zone = many_addresses(60)});

  EXPECT_THAT(dig({"+ignore", "+noedns", "many.example.com"}), HasSubstr("flags: qr aa tc rd ra;"));
  EXPECT_THAT(dig({"+ignore", "+bufsize=900", "many.example.com"}), HasSubstr(" tc "));
  EXPECT_THAT(dig({"+ignore", "many.example.com"}),
              AllOf(HasSubstr("flags: qr aa rd ra;"), HasSubstr("ANSWER: 60")));
}

TEST_P(Dig, GetsAllOverTcp) {
  const auto dns = serve({.zone = many_addresses(4000)});

  EXPECT_THAT(dig({"+ignore", "many.example.com"}), HasSubstr(" tc "));
  EXPECT_THAT(dig({"many.example.com"}), HasSubstr("ANSWER: 4000"));
}

TEST_P(Dig, AsksManyQuestionsOverOneConnection) {
  const auto dns = serve_example();

  EXPECT_EQ(dig({"+short", "+tcp", "+keepopen", "www.example.com", "slow.example.com",
                 "text.example.com", "TXT"}),
            "192.0.2.80\n192.0.2.81\n192.0.2.90\n\"v=spf1 -all\" \"and more\"\n");
  EXPECT_EQ(dns.tcp().callers().size(), 1U);
  EXPECT_EQ(dns.questions().size(), 3U);
}

}  // namespace
}  // namespace netrig
