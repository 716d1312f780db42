// The DNS probe against dnsmasq(8).
#include <string>
#include <vector>

#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::Optional;

class Dnsmasq : public Names {
 protected:
  // In the foreground, with nothing of the machine's; --user: without another user than the test's.
  Process start(std::vector<std::string> records) {
    std::vector<std::string> arguments{"dnsmasq",     "--no-daemon",   "--conf-file=/dev/null",
                                       "--no-resolv", "--no-hosts",    "--user=root",
                                       "--pid-file=", "--local-ttl=60"};
    arguments.insert(arguments.end(), records.begin(), records.end());
    auto dnsmasq = node(server).start(Program{.arguments = std::move(arguments)});
    dnsmasq.wait_until_listening(udp(53), Deadline::in(program_patience));
    dnsmasq.wait_until_listening(tcp(53), Deadline::in(program_patience));
    return dnsmasq;
  }
  Outcome resolve(const DnsName& name, RecordType type = RecordType::a) {
    return node(client).ask(
        DnsProbe{.name = name, .type = type, .server = address_of_server, .patience = patience});
  }
};

INSTANTIATE_TEST_SUITE_P(Families, Dnsmasq, both_families, family_name);

TEST_P(Dnsmasq, HasAddressesForTheProbe) {
  const auto dnsmasq = start({"--host-record=www.example.com,192.0.2.80,2001:db8::80"});

  EXPECT_THAT(resolve("www.example.com"), ResolvesTo("192.0.2.80"));
  EXPECT_THAT(resolve("www.example.com", RecordType::aaaa), ResolvesTo("2001:db8::80"));
  EXPECT_THAT(resolve("192.0.2.80", RecordType::ptr),
              HasRecord(RecordType::ptr, "www.example.com"));
  EXPECT_THAT(resolve("2001:db8::80", RecordType::ptr),
              HasRecord(RecordType::ptr, "www.example.com"));
}

TEST_P(Dnsmasq, HasOtherRecordsForTheProbe) {
  const auto dnsmasq =
      start({"--host-record=www.example.com,192.0.2.80", "--cname=ftp.example.com,www.example.com",
             "--ptr-record=_http._tcp.example.com,web", "--mx-host=example.com,mail.example.com,10",
             "--txt-record=text.example.com,v=spf1 -all,and more"});

  EXPECT_THAT(resolve("ftp.example.com"),
              AllOf(ResolvesTo("192.0.2.80"), HasRecord("ftp.example.com CNAME www.example.com")));
  EXPECT_THAT(resolve("_http._tcp.example.com", RecordType::ptr),
              HasRecord(RecordType::ptr, "web"));
  EXPECT_THAT(resolve("example.com", RecordType::mx),
              HasRecord("example.com MX 10 mail.example.com"));
  EXPECT_THAT(resolve("text.example.com", RecordType::txt),
              HasRecord("text.example.com TXT \"v=spf1 -all\" \"and more\""));
}

TEST_P(Dnsmasq, SaysNoToTheProbe) {
  const auto dnsmasq = start({"--host-record=www.example.com,192.0.2.80", "--local=/example.com/"});

  EXPECT_THAT(resolve("nobody.example.com"), HasRcode(Rcode::nxdomain));
  EXPECT_THAT(resolve("www.example.com", RecordType::aaaa), HasNoData());
  EXPECT_THAT(resolve("www.example.net"), HasRcode(Rcode::refused));
}

TEST_P(Dnsmasq, IsAskedAgainOverTcp) {
  std::vector<std::string> records;
  for (int i = 0; i < 60; ++i)
    records.push_back("--host-record=many.example.com,198.51.100." + std::to_string(i));
  const auto dnsmasq = start(records);

  const auto outcome = resolve("many.example.com");

  ASSERT_THAT(outcome.dns, Optional(AllOf(Field(&DnsAnswer::truncated, true),
                                          Field(&DnsAnswer::transport, Protocol::tcp))));
  EXPECT_EQ(outcome.dns->addresses().size(), 60U);
}

TEST_P(Dnsmasq, AsksTheDnsServiceOnTheProbesBehalf) {
  const auto upstream = node(client).serve_dns({.zone = example_zone});
  const auto dnsmasq = start({"--server=" + to_string(address_of_client)});

  EXPECT_THAT(resolve("www.example.com"), ResolvesTo("192.0.2.80", "192.0.2.81"));
  EXPECT_THAT(resolve("nobody.example.com"), HasRcode(Rcode::nxdomain));
  EXPECT_THAT(resolve("www.example.com"), ResolvesTo("192.0.2.80", "192.0.2.81"));
  EXPECT_THAT(upstream.questions(), testing::SizeIs(2)) << "what it knows, it need not ask again";
}

}  // namespace
}  // namespace netrig
