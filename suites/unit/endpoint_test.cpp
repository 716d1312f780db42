#include "netrig/core/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::PrintToString;
using ::testing::ThrowsMessage;
using ::testing::Values;

struct EndpointCase : Case {
  const char* text;
  Endpoint endpoint;
};

class EndpointText : public ::testing::TestWithParam<EndpointCase> {};

TEST_P(EndpointText, IsReadAndPrintedTheSame) {
  const auto& endpoint = GetParam().endpoint;
  const std::string text = GetParam().text;

  EXPECT_EQ(Endpoint(text), endpoint);
  EXPECT_EQ(PrintToString(endpoint), text);
  EXPECT_EQ(fmt::format("{}", endpoint), text);
}

INSTANTIATE_TEST_SUITE_P(
    Families, EndpointText,
    Values(EndpointCase{{"V4Tcp"}, "10.0.2.2:80/tcp", {"10.0.2.2", tcp(80)}},
           EndpointCase{{"V6Udp"}, "[2001:db8::1]:53/udp", {"2001:db8::1", udp(53)}},
           EndpointCase{{"LargestPort"}, "10.0.2.2:65535/udp", {"10.0.2.2", udp(65535)}},
           EndpointCase{{"Wildcard"}, "[::]:8080/tcp", {"::", tcp(8080)}}),
    case_name);

struct Refusal : Case {
  const char* text;
};

class WrongEndpoint : public ::testing::TestWithParam<Refusal> {};

TEST_P(WrongEndpoint, IsRefusedWithAnExample) {
  const std::string text = GetParam().text;

  EXPECT_THAT([&] { return Endpoint(text); },
              ThrowsMessage<DescriptionError>(fmt::format(
                  "not an endpoint: '{}'; write 10.0.0.1:80/tcp or [2001:db8::1]:53/udp", text)));
}

INSTANTIATE_TEST_SUITE_P(Texts, WrongEndpoint,
                         Values(Refusal{{"Empty"}, ""}, Refusal{{"NoPort"}, "10.0.0.1/tcp"},
                                Refusal{{"NoProtocol"}, "10.0.0.1:80"},
                                Refusal{{"EmptyPort"}, "10.0.0.1:/tcp"},
                                Refusal{{"PortTooLarge"}, "10.0.0.1:65536/tcp"},
                                Refusal{{"PortName"}, "10.0.0.1:http/tcp"},
                                Refusal{{"PortWithSpace"}, "10.0.0.1:80 /tcp"},
                                Refusal{{"OtherProtocol"}, "10.0.0.1:80/sctp"},
                                Refusal{{"V6WithoutBrackets"}, "2001:db8::1:53/udp"},
                                Refusal{{"V4InBrackets"}, "[10.0.0.1]:80/tcp"}),
                         case_name);

TEST(EndpointWithAWrongHost, SaysThatTheAddressIsWrong) {
  EXPECT_THAT([] { return Endpoint("server:80/tcp"); },
              ThrowsMessage<DescriptionError>("not an IP address: 'server'"));
}

TEST(TransportPortText, IsNumberAndProtocol) {
  EXPECT_EQ(PrintToString(tcp(80)), "80/tcp");
  EXPECT_EQ(PrintToString(udp(53)), "53/udp");
  EXPECT_EQ(PrintToString(Protocol::tcp), "tcp");
  EXPECT_EQ(PrintToString(Protocol::udp), "udp");
}

TEST(TransportPortIdentity, IncludesTheProtocol) {
  EXPECT_EQ(tcp(53), tcp(53));
  EXPECT_NE(tcp(53), udp(53));
}

TEST(EndpointOrder, IsByAddressThenProtocolThenNumber) {
  EXPECT_LT(Endpoint("10.0.0.1:443/tcp"), Endpoint("10.0.0.2:80/tcp"));
  EXPECT_LT(Endpoint("10.0.0.1:443/tcp"), Endpoint("10.0.0.1:53/udp"));
  EXPECT_LT(Endpoint("10.0.0.1:80/tcp"), Endpoint("10.0.0.1:443/tcp"));
  EXPECT_LT(Endpoint("10.0.0.1:80/tcp"), Endpoint("[::1]:80/tcp"));
}

TEST(EndpointDefault, IsNoPortOfNoAddress) {
  EXPECT_EQ(PrintToString(Endpoint()), "0.0.0.0:0/tcp");
}

}  // namespace
}  // namespace netrig
