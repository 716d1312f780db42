// What the matchers of DNS match, and what they say.
#include <netrig/gtest.hpp>

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;
using ::testing::DescribeMatcher;
using ::testing::ExplainMatchResult;
using ::testing::Not;
using ::testing::PrintToString;
using ::testing::StringMatchResultListener;

Outcome outcome_with(DnsAnswer answer) {
  return {.verdict = Verdict::reached,
          .from = "client",
          .probe = DnsProbe{.name = "www.example.com", .server = "192.0.2.53"},
          .dns = std::move(answer)};
}

const Outcome found = outcome_with({.records = {DnsRecord::parse("www.example.com CNAME web"),
                                                DnsRecord::parse("web 60 A 192.0.2.80"),
                                                DnsRecord::parse("web 60 A 192.0.2.81")}});
const Outcome nobody = outcome_with({.rcode = Rcode::nxdomain});
const Outcome nothing = outcome_with({});

// The truncated answer came, that over TCP did not.
Outcome cut_off() {
  auto outcome = found;
  outcome.verdict = Verdict::refused;
  return outcome;
}

TEST(ResolvesTo, ComparesTheAddressesInAnyOrder) {
  EXPECT_THAT(found, ResolvesTo("192.0.2.80", "192.0.2.81"));
  EXPECT_THAT(found, ResolvesTo("192.0.2.81", IpAddress("192.0.2.80")));
  EXPECT_THAT(found, Not(ResolvesTo("192.0.2.80")));
  EXPECT_THAT(found, Not(ResolvesTo("192.0.2.80", "192.0.2.81", "192.0.2.82")));
  EXPECT_THAT(found, Not(ResolvesTo("192.0.2.80", "192.0.2.80")));
}

TEST(ResolvesTo, WantsAWholeAnswerWithoutAnError) {
  EXPECT_THAT(nobody, Not(ResolvesTo("192.0.2.80")));
  EXPECT_THAT(cut_off(), Not(ResolvesTo("192.0.2.80", "192.0.2.81")));
}

TEST(HasRcode, ComparesTheCode) {
  EXPECT_THAT(nobody, HasRcode(Rcode::nxdomain));
  EXPECT_THAT(nobody, Not(HasRcode(Rcode::no_error)));
  EXPECT_THAT(found, HasRcode(Rcode::no_error));
  EXPECT_THAT(cut_off(), Not(HasRcode(Rcode::no_error)));
}

TEST(HasNoData, WantsNoErrorAndNoRecords) {
  EXPECT_THAT(nothing, HasNoData());
  EXPECT_THAT(nobody, Not(HasNoData()));
  EXPECT_THAT(found, Not(HasNoData()));
}

TEST(HasRecord, ComparesNameTypeAndData) {
  EXPECT_THAT(found, HasRecord("WEB 3600 IN A 192.0.2.81"));
  EXPECT_THAT(found, HasRecord("www.example.com CNAME Web."));
  EXPECT_THAT(found, Not(HasRecord("web A 192.0.2.82")));
  EXPECT_THAT(found, Not(HasRecord("www.example.com A 192.0.2.81")));
  EXPECT_THAT(found, Not(HasRecord("web TXT 192.0.2.81")));
}

TEST(HasRecord, ComparesTypeAndData) {
  EXPECT_THAT(found, HasRecord(RecordType::cname, "web"));
  EXPECT_THAT(found, Not(HasRecord(RecordType::ptr, "web")));
  EXPECT_THAT(found, Not(HasRecord(RecordType::cname, "www")));
}

TEST(AsksFor, ComparesTheQuestion) {
  const DnsQuestion question{.name = "www.example.com", .type = RecordType::aaaa};

  EXPECT_THAT(question, AsksFor("WWW.example.com"));
  EXPECT_THAT(question, AsksFor("www.example.com", RecordType::aaaa));
  EXPECT_THAT(question, Not(AsksFor("www.example.com", RecordType::a)));
  EXPECT_THAT(question, Not(AsksFor("example.com")));
}

TEST(DnsMatchers, DescribeThemselves) {
  EXPECT_EQ(DescribeMatcher<Outcome>(ResolvesTo("192.0.2.80", "2001:db8::80")),
            "resolves to 192.0.2.80 and 2001:db8::80");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(ResolvesTo("192.0.2.80"))),
            "does not resolve to 192.0.2.80");
  EXPECT_EQ(DescribeMatcher<Outcome>(HasRcode(Rcode::nxdomain)), "is answered with NXDOMAIN");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(HasRcode(Rcode::nxdomain))),
            "is not answered with NXDOMAIN");
  EXPECT_EQ(DescribeMatcher<Outcome>(HasNoData()), "is answered with no error and no records");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(HasNoData())),
            "is not answered with no error and no records");
  EXPECT_EQ(DescribeMatcher<Outcome>(HasRecord("www A 192.0.2.80")),
            "is answered with the record 'www A 192.0.2.80'");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(HasRecord(RecordType::ptr, "www"))),
            "is not answered with a record 'PTR www.'");
  EXPECT_EQ(DescribeMatcher<DnsQuestion>(AsksFor("www")), "asks for www");
  EXPECT_EQ(DescribeMatcher<DnsQuestion>(Not(AsksFor("www", RecordType::a))),
            "does not ask for www A");
}

TEST(DnsMatchers, ExplainOnlyWhatTheOutcomeDoesNotSay) {
  StringMatchResultListener of_dns, of_others;
  const Outcome echo{.from = "client", .probe = EchoProbe{.target = "192.0.2.53"}};

  EXPECT_FALSE(ExplainMatchResult(ResolvesTo("192.0.2.1"), found, &of_dns));
  EXPECT_FALSE(ExplainMatchResult(HasRcode(Rcode::no_error), echo, &of_others));

  EXPECT_EQ(of_dns.str(), "");
  EXPECT_EQ(of_others.str(), "which is not the outcome of a DNS probe");
}

TEST(DnsPrinters, SayWhatWasAskedAndAnswered) {
  EXPECT_EQ(PrintToString(found),
            "client -> 192.0.2.53:53/udp dns www.example.com A: reached after 0.0 ms\n"
            "            NOERROR over udp\n"
            "            www.example.com. 0 IN CNAME web.\n"
            "            web. 60 IN A 192.0.2.80\n"
            "            web. 60 IN A 192.0.2.81");
  EXPECT_EQ(PrintToString(DnsQuestion{.name = "www", .from = "10.0.0.1:4000/udp"}),
            "www A from 10.0.0.1:4000/udp");
  EXPECT_EQ(PrintToString(DnsBehaviour{}), "as usual");
  EXPECT_EQ(PrintToString(DnsBehaviour{
                .rcode = Rcode::refused, .truncated = true, .silent = true, .delay = 5ms}),
            "silent, REFUSED, truncated over udp, 5 ms late");
  EXPECT_EQ(PrintToString(DnsServiceOptions{.zone = "www A 192.0.2.80"}),
            "DNS on port 53 for\nwww A 192.0.2.80");
}

}  // namespace
}  // namespace netrig
