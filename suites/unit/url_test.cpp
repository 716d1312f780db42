#include "probe/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::ThrowsMessage;
using ::testing::Values;

struct UrlCase : Case {
  const char* text;
  const char* host;
  std::uint16_t port;
  const char* authority;
  const char* target;
};

class UrlOf : public ::testing::TestWithParam<UrlCase> {};

TEST_P(UrlOf, HasItsParts) {
  const Url url(GetParam().text);

  EXPECT_EQ(url.host, GetParam().host);
  EXPECT_EQ(url.port, GetParam().port);
  EXPECT_EQ(url.authority, GetParam().authority);
  EXPECT_EQ(url.target, GetParam().target);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, UrlOf,
    Values(UrlCase{{"ANameAlone"}, "http://a.example", "a.example", 80, "a.example", "/"},
           UrlCase{{"APathAndAQuery"}, "http://a/b/c?d=e/f", "a", 80, "a", "/b/c?d=e/f"},
           UrlCase{{"AQueryAlone"}, "http://a?b", "a", 80, "a", "/?b"},
           UrlCase{{"APort"},
                   "http://a_b-c.example:8080/",
                   "a_b-c.example",
                   8080,
                   "a_b-c.example:8080",
                   "/"},
           UrlCase{{"ThePortOfHttp"}, "http://a:80/", "a", 80, "a", "/"},
           UrlCase{{"AnIpv4Address"}, "http://192.0.2.1:81/", "192.0.2.1", 81, "192.0.2.1:81", "/"},
           UrlCase{{"AnIpv6Address"},
                   "http://[2001:db8::1]:81/x",
                   "2001:db8::1",
                   81,
                   "[2001:db8::1]:81",
                   "/x"},
           UrlCase{{"AZone"}, "http://[fe80::1%2516]/", "fe80::1%2516", 80, "[fe80::1]", "/"}),
    case_name);

TEST(UrlAddress, IsThereWhereTheHostIsOne) {
  EXPECT_EQ(Url("http://192.0.2.1/").address, IpAddress("192.0.2.1"));
  EXPECT_EQ(Url("http://[2001:db8::1]/").address, IpAddress("2001:db8::1"));
  EXPECT_EQ(Url("http://[fe80::1%16]/").address, IpAddress("fe80::1%16"));
  EXPECT_EQ(Url("http://[fe80::1%2516]/").address, IpAddress("fe80::1%16"));
  EXPECT_EQ(Url("http://a.example/").address, std::nullopt);
}

struct WrongUrlCase : Case {
  const char* text;
  const char* message;
};

class WrongUrl : public ::testing::TestWithParam<WrongUrlCase> {};

TEST_P(WrongUrl, IsRefusedWithASentence) {
  EXPECT_THAT([] { Url{GetParam().text}; },
              ThrowsMessage<DescriptionError>(std::string("cannot ask for '") + GetParam().text +
                                              "': " + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Urls, WrongUrl,
    Values(
        WrongUrlCase{{"Empty"}, "", "write http://HOST[:PORT][/PATH]"},
        WrongUrlCase{{"NoScheme"}, "a.example/", "write http://HOST[:PORT][/PATH]"},
        WrongUrlCase{
            {"Https"}, "https://a.example/", "netrig speaks no TLS; curl does, in run_program()"},
        WrongUrlCase{{"NoHost"}, "http:///x", "there is no host in it"},
        WrongUrlCase{{"User"},
                     "http://me:secret@a.example/",
                     "user names and passwords are not for URLs; send an Authorization header"},
        WrongUrlCase{
            {"Fragment"}, "http://a/b#c", "what stands behind a '#' is never sent to a server"},
        WrongUrlCase{{"Space"}, "http://a/b c", "write characters that may not be in a URL as %20"},
        WrongUrlCase{
            {"LineBreak"}, "http://a/\r\nX: y", "write characters that may not be in a URL as %20"},
        WrongUrlCase{{"NameWithASpace"},
                     "http://a b/",
                     "'a b' is no name of a host; international ones are written in their 'xn--' "
                     "form"},
        WrongUrlCase{{"LargePort"}, "http://a:65536/", "':65536' is no port"},
        WrongUrlCase{{"NoPort"}, "http://a:/", "':' is no port"},
        WrongUrlCase{{"PortZero"}, "http://a:0/", "':0' is no port"},
        WrongUrlCase{{"SignedPort"}, "http://a:-1/", "':-1' is no port"},
        WrongUrlCase{{"BareIpv6"}, "http://2001:db8::1/", "an IPv6 address stands in brackets"},
        WrongUrlCase{
            {"ShortIpv4"}, "http://10.1/", "'10.1' is no IPv4 address, and no name either"},
        WrongUrlCase{{"OpenBracket"}, "http://[::1/", "a ']' is missing"},
        WrongUrlCase{{"NoIpv6Address"}, "http://[a]/", "'a' is no IPv6 address"},
        WrongUrlCase{
            {"BracketedIpv4"}, "http://[192.0.2.1]/", "an IPv4 address stands without brackets"}),
    case_name);

}  // namespace
}  // namespace netrig
