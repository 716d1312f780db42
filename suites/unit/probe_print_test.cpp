// How probes print, and what is wrong with those that make no sense.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"
#include "netrig/probe/ask.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;
using ::testing::PrintToString;
using ::testing::ThrowsMessage;
using ::testing::Values;

struct ProbeCase : Case {
  Probe probe;
  const char* text;
};

class ProbePrint : public ::testing::TestWithParam<ProbeCase> {};

TEST_P(ProbePrint, SaysWhatIsAskedOfWhom) {
  EXPECT_EQ(to_string(GetParam().probe), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Probes, ProbePrint,
    Values(ProbeCase{{"Echo"}, EchoProbe{.target = "10.0.2.2"}, "10.0.2.2 icmp echo"},
           ProbeCase{{"EchoIpv6"}, EchoProbe{.target = "fd00::1"}, "fd00::1 icmpv6 echo"},
           ProbeCase{{"Tcp"}, TcpProbe{.target = "10.0.2.2:80/tcp"}, "10.0.2.2:80/tcp"},
           ProbeCase{{"UdpIpv6"}, UdpProbe{.target = "[fd00::1]:53/udp"}, "[fd00::1]:53/udp"},
           ProbeCase{{"Dns"},
                     DnsProbe{.name = "www.example.com", .server = "10.0.2.53"},
                     "10.0.2.53:53/udp dns www.example.com A"},
           ProbeCase{{"DnsOverTcp"},
                     DnsProbe{.name = "10.0.2.2",
                              .type = RecordType::ptr,
                              .server = "fd00::1",
                              .port = 5353,
                              .transport = Protocol::tcp},
                     "[fd00::1]:5353/tcp dns 10.0.2.2 PTR"},
           ProbeCase{{"DnsOfNobody"}, DnsProbe{.name = "www"}, "dns www A"},
           ProbeCase{{"Http"}, HttpProbe{.url = "http://a.example/"}, "GET http://a.example/"},
           ProbeCase{{"Arp"}, NeighbourProbe{.target = "10.0.2.2"}, "10.0.2.2 arp"},
           ProbeCase{{"Discovery"}, NeighbourProbe{.target = "fd00::1"}, "fd00::1 nd"}),
    case_name);

class WrongProbe : public ::testing::TestWithParam<ProbeCase> {};

TEST_P(WrongProbe, IsRefusedBeforeAnySystemCall) {
  const Inquiry inquiry{nullptr, GetParam().probe};

  EXPECT_THAT(
      [&] {
        ask({&inquiry, 1}, Deadline::in(1ms));
      },
      ThrowsMessage<DescriptionError>(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(
    Probes, WrongProbe,
    Values(
        ProbeCase{{"UdpPortForTcp"},
                  TcpProbe{.target = "10.0.2.2:80/udp"},
                  "cannot probe 10.0.2.2:80/udp: a tcp probe needs a tcp port"},
        ProbeCase{{"TcpPortForUdp"},
                  UdpProbe{.target = "10.0.2.2:80/tcp"},
                  "cannot probe 10.0.2.2:80/tcp: a udp probe needs a udp port"},
        ProbeCase{{"PortZero"},
                  TcpProbe{.target = "10.0.2.2:0/tcp"},
                  "cannot probe 10.0.2.2:0/tcp: port 0 is nobody's"},
        ProbeCase{{"SourceOfTheOtherFamily"},
                  EchoProbe{.target = "10.0.2.2", .source = "fd00::1"},
                  "cannot probe 10.0.2.2 icmp echo: its source fd00::1 is of the other family"},
        ProbeCase{{"HugeEcho"},
                  EchoProbe{.target = "10.0.2.2", .payload_size = 65'001},
                  "cannot probe 10.0.2.2 icmp echo: a payload of 65001 bytes is more than 65000"},
        ProbeCase{{"NoEcho"},
                  EchoProbe{.target = "10.0.2.2", .count = 0},
                  "cannot probe 10.0.2.2 icmp echo: a count of 0 asks nothing"},
        ProbeCase{{"TooManyEchoes"},
                  EchoProbe{.target = "10.0.2.2", .count = 70'000},
                  "cannot probe 10.0.2.2 icmp echo: a count of 70000 is more than 65536"},
        ProbeCase{{"NegativeInterval"},
                  EchoProbe{.target = "10.0.2.2", .interval = -1ms},
                  "cannot probe 10.0.2.2 icmp echo: its interval is negative"},
        ProbeCase{{"NegativePatience"},
                  NeighbourProbe{.target = "10.0.2.2", .patience = -1ms},
                  "cannot probe 10.0.2.2 arp: its patience is negative"},
        ProbeCase{{"NoTtl"},
                  UdpProbe{.target = "10.0.2.2:53/udp", .ttl = 0},
                  "cannot probe 10.0.2.2:53/udp: a TTL of 0 never leaves the node"},
        ProbeCase{
            {"HugeDatagram"},
            UdpProbe{.target = "10.0.2.2:53/udp", .send = std::string(65'508, 'x')},
            "cannot probe 10.0.2.2:53/udp: a datagram carries at most 65507 bytes, not 65508"},
        ProbeCase{
            {"HugeDatagramIpv6"},
            UdpProbe{.target = "[fd00::1]:53/udp", .send = std::string(65'528, 'x')},
            "cannot probe [fd00::1]:53/udp: a datagram carries at most 65527 bytes, not 65528"},
        ProbeCase{{"Wildcard"},
                  EchoProbe{.target = "0.0.0.0"},
                  "cannot probe 0.0.0.0 icmp echo: it is the wildcard address, not a node's"},
        ProbeCase{
            {"Multicast"},
            EchoProbe{.target = "ff02::1"},
            "cannot probe ff02::1 icmpv6 echo: it is a multicast address; a probe asks one node"},
        ProbeCase{
            {"Broadcast"},
            UdpProbe{.target = "255.255.255.255:9/udp"},
            "cannot probe 255.255.255.255:9/udp: it is the broadcast address; a probe asks one "
            "node"},
        ProbeCase{{"MappedAddress"},
                  TcpProbe{.target = "[::ffff:10.0.2.2]:80/tcp"},
                  "cannot probe [::ffff:10.0.2.2]:80/tcp: write the IPv4 address itself"},
        ProbeCase{{"LinkLocalWithoutALink"},
                  EchoProbe{.target = "fe80::1"},
                  "cannot probe fe80::1 icmpv6 echo: a link-local address needs the number of an "
                  "interface, fe80::1%16"},
        ProbeCase{{"DnsOfNobody"},
                  DnsProbe{.name = "www"},
                  "cannot probe dns www A: it does not say which server to ask"},
        ProbeCase{{"DnsOnPortZero"},
                  DnsProbe{.name = "www", .server = "10.0.2.53", .port = 0},
                  "cannot probe 10.0.2.53:0/udp dns www A: port 0 is nobody's"},
        ProbeCase{{"DnsWithoutRoom"},
                  DnsProbe{.name = "www", .server = "10.0.2.53", .edns_size = 0},
                  "cannot probe 10.0.2.53:53/udp dns www A: an EDNS size of 0 takes no answer"},
        ProbeCase{
            {"ZoneTransfer"},
            DnsProbe{.name = "example.com", .type = RecordType{252}, .server = "10.0.2.53"},
            "cannot probe 10.0.2.53:53/udp dns example.com AXFR: a zone transfer is more than an "
            "answer"},
        ProbeCase{{"Https"},
                  HttpProbe{.url = "https://a.example/"},
                  "cannot ask for 'https://a.example/': netrig speaks no TLS; curl does, in "
                  "run_program()"},
        ProbeCase{{"HttpMethod"},
                  HttpProbe{.url = "http://a/", .method = "GET /"},
                  "cannot probe GET / http://a/: 'GET /' is no method"},
        ProbeCase{{"HttpTunnel"},
                  HttpProbe{.url = "http://a/", .method = "CONNECT"},
                  "cannot probe CONNECT http://a/: a tunnel has no response to end with"},
        ProbeCase{{"HttpHeader"},
                  HttpProbe{.url = "http://a/", .headers = {{"X", "1\r\nY: 2"}}},
                  "cannot probe GET http://a/: the value of 'X' has a line break in it, or a zero"},
        ProbeCase{
            {"HttpLength"},
            HttpProbe{.url = "http://a/", .headers = {{"Content-Length", "1"}}},
            "cannot probe GET http://a/: netrig counts the bytes for 'Content-Length' itself"},
        ProbeCase{{"HttpOverUdp"},
                  HttpProbe{.url = "http://a/", .connect_to = "10.0.2.2:80/udp"},
                  "cannot probe GET http://a/: 10.0.2.2:80/udp is no tcp port"},
        ProbeCase{{"HttpToTheWildcard"},
                  HttpProbe{.url = "http://0.0.0.0/"},
                  "cannot probe GET http://0.0.0.0/: it is the wildcard address, not a node's"},
        ProbeCase{{"HttpFromTheOtherFamily"},
                  HttpProbe{.url = "http://a/", .family = Family::ipv4, .source = "fd00::1"},
                  "cannot probe GET http://a/: its source fd00::1 is of the other family"},
        ProbeCase{
            {"LongInterfaceName"},
            NeighbourProbe{.target = "10.0.2.2", .interface = "a-name-with-16-b"},
            "not an interface name: 'a-name-with-16-b' has 16 bytes, the kernel takes at most "
            "15"}),
    case_name);

}  // namespace
}  // namespace netrig
