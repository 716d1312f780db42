// What a zone text says, and what a server answers from it.
#include "dns/zone.hpp"

#include <gmock/gmock.h>

#include <string>

#include "case.hpp"
#include "dns/names.hpp"
#include "netrig/core/error.hpp"

using namespace netrig;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Property;
using testing::StartsWith;
using testing::ThrowsMessage;
using testing::UnorderedElementsAre;

namespace {

const std::string example = R"(
www.example.com.      60 IN A 192.0.2.80
www.example.com       IN A 192.0.2.81   ; names are absolute without a dot, too
www.example.com.      AAAA 2001:db8::80
ftp.example.com.      CNAME www.example.com.
alias.example.com     CNAME ftp.example.com
stray.example.com     CNAME www.example.net
one.example.com       CNAME two.example.com
two.example.com       CNAME one.example.com
80.2.0.192.in-addr.arpa PTR www.example.com

$ORIGIN example.org.
$TTL 300
@                     SOA ns hostmaster ( 1 3600
                                          600 86400 30 )
                      MX 10 mail
*.wild                A 192.0.2.1
deep.in.wild          TXT "two words"
)";

struct Said {
  Rcode rcode;
  std::vector<std::string> records, authority;
};

std::vector<std::string> texts_of(const std::vector<ldns::Rr>& records) {
  std::vector<std::string> texts;
  for (const auto& each : records) texts.push_back(to_string(record_of(*each)));
  return texts;
}

Said ask(const DnsName& name, RecordType type = RecordType::a) {
  static const Zone zone(example);
  const auto answer = zone.look_up(name, type);
  return {answer.rcode, texts_of(answer.records), texts_of(answer.authority)};
}

}  // namespace

TEST(Zone, GivesAllRecordsOfTheType) {
  EXPECT_THAT(ask("www.example.com").records, ElementsAre("www.example.com. 60 IN A 192.0.2.80",
                                                          "www.example.com. 60 IN A 192.0.2.81"));
  EXPECT_THAT(ask("www.example.com", RecordType::aaaa).records,
              ElementsAre("www.example.com. 60 IN AAAA 2001:db8::80"));
}

TEST(Zone, DoesNotMindTheCaseOfLetters) {
  EXPECT_EQ(ask("WWW.Example.COM").records.size(), 2U);
}

TEST(Zone, GivesAllTypesForAny) {
  EXPECT_EQ(ask("www.example.com", RecordType::any).records.size(), 3U);
  EXPECT_EQ(ask("ftp.example.com", RecordType::any).records.size(), 1U);
}

TEST(Zone, FollowsAliases) {
  EXPECT_THAT(
      ask("alias.example.com").records,
      ElementsAre("alias.example.com. 60 IN CNAME ftp.example.com.",
                  "ftp.example.com. 60 IN CNAME www.example.com.",
                  "www.example.com. 60 IN A 192.0.2.80", "www.example.com. 60 IN A 192.0.2.81"));
}

TEST(Zone, GivesAnAliasThatIsAskedForByItself) {
  EXPECT_EQ(ask("alias.example.com", RecordType::cname).records.size(), 1U);
}

TEST(Zone, AnswersAnAliasOfWhatIsNotThereWithTheAliasAndNxdomain) {
  const auto said = ask("stray.example.com");

  EXPECT_EQ(said.rcode, Rcode::nxdomain);
  EXPECT_THAT(said.records, ElementsAre("stray.example.com. 60 IN CNAME www.example.net."));
}

TEST(Zone, FailsForAliasesThatGoRoundInCircles) {
  const auto said = ask("one.example.com");

  EXPECT_EQ(said.rcode, Rcode::server_failure);
  EXPECT_THAT(said.records, IsEmpty());
}

TEST(Zone, SaysNxdomainForANameThatIsNotThere) {
  EXPECT_EQ(ask("ww.example.com").rcode, Rcode::nxdomain);
  EXPECT_EQ(ask("example.net").rcode, Rcode::nxdomain);
}

TEST(Zone, SaysNothingForATypeThatIsNotThere) {
  const auto said = ask("www.example.com", RecordType::mx);

  EXPECT_EQ(said.rcode, Rcode::no_error);
  EXPECT_THAT(said.records, IsEmpty());
}

TEST(Zone, KnowsThatANameExistsThatOnlyHasOthersBelowIt) {
  EXPECT_EQ(ask("example.com").rcode, Rcode::no_error);
  EXPECT_EQ(ask(".").rcode, Rcode::no_error);
}

TEST(Zone, SaysHowLongToRememberThatThereIsNothing) {
  const auto* soa =
      "example.org. 30 IN SOA ns.example.org. hostmaster.example.org. 1 3600 600 "
      "86400 30";

  EXPECT_THAT(ask("no.example.org").authority, ElementsAre(soa));
  EXPECT_THAT(ask("example.org", RecordType::a).authority, ElementsAre(soa));
  EXPECT_THAT(ask("example.org", RecordType::mx).authority, IsEmpty());
  EXPECT_THAT(ask("no.example.com").authority, IsEmpty());
}

TEST(Zone, CompletesNamesByTheOriginAndTheNameOfTheLineBefore) {
  EXPECT_THAT(ask("example.org", RecordType::mx).records,
              ElementsAre("example.org. 300 IN MX 10 mail.example.org."));
}

TEST(Zone, AnswersByAWildcardForNamesThatAreNotThere) {
  EXPECT_THAT(ask("any.wild.example.org").records,
              ElementsAre("any.wild.example.org. 300 IN A 192.0.2.1"));
  EXPECT_THAT(ask("any.wild.example.org", RecordType::mx).rcode, Rcode::no_error);
}

TEST(Zone, HasNoWildcardBelowANameThatIsThere) {
  EXPECT_EQ(ask("other.in.wild.example.org").rcode, Rcode::nxdomain);
}

TEST(Zone, HasTheNamesOfAddresses) {
  EXPECT_THAT(ask(DnsName::reverse("192.0.2.80"), RecordType::ptr).records,
              ElementsAre("80.2.0.192.in-addr.arpa. 60 IN PTR www.example.com."));
}

TEST(Zone, MayBeIndentedAsAWhole) {
  const Zone zone(R"(
    $ORIGIN example.com.

    www  A 192.0.2.1
         A 192.0.2.2
    ; the last line
  )");
  const Zone deeper("\t\twww A 192.0.2.1\n\t\t  A 192.0.2.2\n \n");

  EXPECT_EQ(zone.look_up("www.example.com", RecordType::a).records.size(), 2U);
  EXPECT_EQ(deeper.look_up("www", RecordType::a).records.size(), 2U);
}

TEST(Zone, MayHaveATtlOfZero) {
  const auto answer = Zone("$TTL 0\nwww A 192.0.2.1\n").look_up("www", RecordType::a);

  EXPECT_THAT(texts_of(answer.records), ElementsAre("www. 0 IN A 192.0.2.1"));
}

TEST(Zone, MayBeEmpty) {
  EXPECT_EQ(Zone("").look_up("www.example.com", RecordType::a).rcode, Rcode::nxdomain);
  EXPECT_EQ(Zone("\n").look_up(".", RecordType::a).rcode, Rcode::no_error);
}

struct Mistake : Case {
  std::string zone, message;
};
class WrongZone : public testing::TestWithParam<Mistake> {};

TEST_P(WrongZone, IsRefusedWithItsLine) {
  EXPECT_THAT([] { Zone zone(GetParam().zone); },
              ThrowsMessage<DescriptionError>(HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, WrongZone,
    testing::Values(
        Mistake{{"Address"},
                "\n\nwww A 192.0.2.1\n\n\nwww A 192.0.2.256\n",
                "line 6 of the zone, 'www A 192.0.2.256': "},
        Mistake{{"AddressIndented"},
                "\n  www A 192.0.2.1\n  www A 192.0.2.256\n",
                "line 3 of the zone, 'www A 192.0.2.256': "},
        Mistake{{"Indentation"},
                "www A 192.0.2.1\n ftp A 192.0.2.2\n",
                "; a line that begins with white space is about the name of the line before"},
        Mistake{{"Type"}, "; the first line\nwww XYZ 1", "line 2 of the zone, 'www XYZ 1': "},
        Mistake{{"NoData"}, "www IN A\n", "line 1 of the zone, 'www IN A': "},
        Mistake{{"Parenthesis"},
                "a A 192.0.2.1\nb A ( 192.0.2.1\nc A 192.0.2.2\n",
                "line 2 of the zone, 'b A ( 192.0.2.1': "},
        Mistake{{"NoType"}, "www 60 192.0.2.1\n", "it has no type"},
        Mistake{{"Label"}, std::string(64, 'x') + " A 192.0.2.1", "line 1 of the zone, 'xxx"},
        Mistake{{"Include"}, "$INCLUDE other.zone\n", "there is no file to include"},
        Mistake{{"Class"}, "www CH A 192.0.2.1\n", "its class is not IN"},
        Mistake{{"AliasBesideOthers"},
                "www A 192.0.2.1\nwww CNAME web\n",
                "the zone has a CNAME at 'www' and other records beside it"}),
    case_name);
