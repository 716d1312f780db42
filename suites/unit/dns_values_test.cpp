// Domain names and DNS records as values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"
#include "netrig/dns/record.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using ::testing::Values;

struct NameCase : Case {
  std::string text;
  std::string printed;
};

class DnsNameText : public ::testing::TestWithParam<NameCase> {};

TEST_P(DnsNameText, IsReadAndPrinted) {
  EXPECT_EQ(to_string(DnsName(GetParam().text)), GetParam().printed);
  EXPECT_EQ(to_string(DnsName(GetParam().printed)), GetParam().printed);
}

// As many labels of 49 bytes and a last one as have `size` bytes without a final dot.
std::string name_of_size(std::size_t size) {
  std::string name;
  while (name.size() + 50 < size) name += std::string(49, 'a') + ".";
  return name + std::string(size - name.size(), 'b');
}

INSTANTIATE_TEST_SUITE_P(
    Names, DnsNameText,
    Values(NameCase{{"Usual"}, "www.example.com", "www.example.com"},
           NameCase{{"FinalDot"}, "www.example.com.", "www.example.com"},
           NameCase{{"Case"}, "WWW.example.com", "WWW.example.com"}, NameCase{{"Root"}, ".", "."},
           NameCase{{"OneLabel"}, "localhost", "localhost"},
           NameCase{{"Underscore"}, "_http._tcp.example.com", "_http._tcp.example.com"},
           NameCase{{"EscapedDot"}, "a\\.b.example", "a\\.b.example"},
           NameCase{{"EscapedByte"}, "a\\001b.example", "a\\001b.example"},
           NameCase{{"LargestLabel"},
                    std::string(63, 'x') + ".example",
                    std::string(63, 'x') + ".example"},
           NameCase{{"Largest"}, name_of_size(253), name_of_size(253)}),
    case_name);

struct WrongName : Case {
  std::string text;
  const char* reason;
};

class WrongDnsName : public ::testing::TestWithParam<WrongName> {};

TEST_P(WrongDnsName, IsRefusedWithAReason) {
  EXPECT_THAT([] { DnsName name(GetParam().text); },
              ThrowsMessage<DescriptionError>("not a domain name: '" + GetParam().text +
                                              "': " + GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    Names, WrongDnsName,
    Values(WrongName{{"Empty"}, "", "the root is written '.'"},
           WrongName{{"EmptyLabel"}, "www..com", "a label is empty"},
           WrongName{{"LeadingDot"}, ".www.com", "a label is empty"},
           WrongName{{"LongLabel"}, std::string(64, 'x') + ".com", "a label has at most 63 bytes"},
           WrongName{{"Long"}, name_of_size(254), "it has at most 255 bytes"}),
    case_name);

TEST(DnsName, HasNoZeroByteInItsText) {
  EXPECT_THAT([] { DnsName name(std::string_view("a\0b", 3)); },
              ThrowsMessage<DescriptionError>("not a domain name: a byte 0 is written \\000"));
}

TEST(DnsName, ComparesWithoutTheCaseOfLetters) {
  EXPECT_EQ(DnsName("www.example.com"), DnsName("WWW.Example.COM."));
  EXPECT_NE(DnsName("www.example.com"), DnsName("ww.example.com"));
  EXPECT_LT(DnsName("A.example"), DnsName("b.example"));
  EXPECT_EQ(DnsName("a[.example") <=> DnsName("A{.example"), std::weak_ordering::less);
}

TEST(DnsName, KnowsWhereTheNameOfAnAddressIs) {
  EXPECT_EQ(DnsName::reverse("192.0.2.80"), "80.2.0.192.in-addr.arpa");
  EXPECT_EQ(DnsName::reverse("2001:db8::80"),
            "0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
  EXPECT_EQ(DnsName::reverse("fe80::1%16"), DnsName::reverse("fe80::1"));
}

struct RecordCase : Case {
  const char* line;
  const char* printed;
};

class DnsRecordText : public ::testing::TestWithParam<RecordCase> {};

TEST_P(DnsRecordText, IsReadAndPrinted) {
  EXPECT_EQ(to_string(DnsRecord::parse(GetParam().line)), GetParam().printed);
  EXPECT_EQ(DnsRecord::parse(GetParam().printed), DnsRecord::parse(GetParam().line));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, DnsRecordText,
    Values(
        RecordCase{
            {"A"}, "www.example.com. 60 IN A 192.0.2.80", "www.example.com. 60 IN A 192.0.2.80"},
        RecordCase{{"Short"}, "www.example.com A 192.0.2.80", "www.example.com. 0 IN A 192.0.2.80"},
        RecordCase{{"Aaaa"}, "www AAAA 2001:DB8:0:0::80", "www. 0 IN AAAA 2001:db8::80"},
        RecordCase{{"Cname"}, "ftp CNAME www.example.com", "ftp. 0 IN CNAME www.example.com."},
        RecordCase{{"Txt"}, "text TXT \"two words\"", "text. 0 IN TXT \"two words\""},
        RecordCase{{"Srv"}, "_sip._udp SRV 1 2 5060 sip", "_sip._udp. 0 IN SRV 1 2 5060 sip."},
        RecordCase{{"Root"}, ". NS a.root-servers.net", ". 0 IN NS a.root-servers.net."},
        RecordCase{{"Unknown"}, "x TYPE65280 \\# 2 0102", "x. 0 IN TYPE65280 \\# 2 0102"}),
    case_name);

TEST(DnsRecord, IsRefusedWhenItIsNone) {
  EXPECT_THAT([] { DnsRecord::parse("www.example.com A 192.0.2.300"); },
              ThrowsMessage<DescriptionError>(
                  HasSubstr("not a DNS record: 'www.example.com A 192.0.2.300': ")));
  EXPECT_THAT([] { DnsRecord::parse("www.example.com 192.0.2.1"); },
              ThrowsMessage<DescriptionError>(HasSubstr("not a DNS record: ")));
  EXPECT_THAT([] { DnsRecord::parse(""); },
              ThrowsMessage<DescriptionError>(HasSubstr("not a DNS record: ''")));
}

TEST(DnsRecord, KnowsTheAddressThatItSays) {
  EXPECT_EQ(DnsRecord::parse("www A 192.0.2.80").address(), IpAddress("192.0.2.80"));
  EXPECT_EQ(DnsRecord::parse("www AAAA 2001:db8::80").address(), IpAddress("2001:db8::80"));
  EXPECT_EQ(DnsRecord::parse("www TXT 192.0.2.80").address(), std::nullopt);
  EXPECT_EQ((DnsRecord{.name = "www", .data = ""}).address(), std::nullopt);
}

TEST(DnsAnswer, PrintsItsCodeAndRecords) {
  DnsAnswer answer{
      .records = {DnsRecord::parse("www CNAME web"), DnsRecord::parse("web 60 A 192.0.2.80")}};

  EXPECT_EQ(to_string(answer), "NOERROR over udp\nwww. 0 IN CNAME web.\nweb. 60 IN A 192.0.2.80");
  EXPECT_EQ(to_string(DnsAnswer{.rcode = Rcode::nxdomain}), "NXDOMAIN over udp");
  EXPECT_EQ(to_string(DnsAnswer{}), "NOERROR over udp, no record of that type");
  EXPECT_EQ(to_string(DnsAnswer{.truncated = true}), "NOERROR over udp, truncated");
  answer.truncated = true;
  answer.transport = Protocol::tcp;
  EXPECT_THAT(to_string(answer), HasSubstr("NOERROR over tcp, truncated over udp\n"));
  EXPECT_THAT(answer.addresses(), ElementsAre(IpAddress("192.0.2.80")));
}

TEST(DnsNumbers, PrintTheirNames) {
  EXPECT_EQ(to_string(RecordType::aaaa), "AAAA");
  EXPECT_EQ(to_string(RecordType::https), "HTTPS");
  EXPECT_EQ(to_string(RecordType::any), "ANY");
  EXPECT_EQ(to_string(RecordType{65280}), "TYPE65280");
  EXPECT_EQ(to_string(Rcode::server_failure), "SERVFAIL");
  EXPECT_EQ(to_string(Rcode{23}), "RCODE23");
}

}  // namespace
}  // namespace netrig
