#include "netrig/core/address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "case.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::PrintToString;
using ::testing::ThrowsMessage;
using ::testing::Values;

// What is written is what is printed.

struct TextCase : Case {
  const char* text;
  bool is_v4;
};

class IpAddressText : public ::testing::TestWithParam<TextCase> {};

TEST_P(IpAddressText, PrintsAsWritten) {
  const IpAddress address(GetParam().text);

  EXPECT_EQ(PrintToString(address), GetParam().text);
  EXPECT_EQ(fmt::format("{}", address), GetParam().text);
  EXPECT_EQ(address.is_v4(), GetParam().is_v4);
}

INSTANTIATE_TEST_SUITE_P(
    Families, IpAddressText,
    Values(TextCase{{"V4"}, "192.0.2.1", true}, TextCase{{"V4Any"}, "0.0.0.0", true},
           TextCase{{"V6"}, "2001:db8::1", false}, TextCase{{"V6LinkLocal"}, "fe80::1", false},
           TextCase{{"V6Scoped"}, "fe80::1%1", false},
           TextCase{{"V6ScopedGroup"}, "ff02::1%16", false}, TextCase{{"V6Any"}, "::", false}),
    case_name);

TEST(IpAddressWithAZeroByte, IsRefused) {
  EXPECT_THROW(IpAddress(std::string("10.0.0.1\0", 9)), DescriptionError);
}

TEST(InterfaceAddressOfAScopedAddress, IsRefused) {
  EXPECT_THROW(InterfaceAddress(IpAddress("fe80::1%16"), 64), DescriptionError);
}

TEST(PrefixOfAScopedAddress, HasNoScope) {
  EXPECT_EQ(Prefix(IpAddress("fe80::1%16"), 64), Prefix("fe80::/64"));
  EXPECT_TRUE(Prefix("fe80::/64").contains("fe80::1%16"));
}

TEST(IpAddressDefault, IsTheV4Wildcard) {
  EXPECT_EQ(IpAddress(), IpAddress("0.0.0.0"));
}

// What is not an address is refused in words.

struct Refusal : Case {
  const char* text;
  const char* message;
};

class WrongIpAddress : public ::testing::TestWithParam<Refusal> {};

TEST_P(WrongIpAddress, IsRefused) {
  const std::string text = GetParam().text;

  EXPECT_THAT([&] { return IpAddress(text); }, ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, WrongIpAddress,
    Values(Refusal{{"Empty"}, "", "not an IP address: ''"},
           Refusal{{"ThreeParts"}, "10.0.0", "not an IP address: '10.0.0'"},
           Refusal{{"PartTooLarge"}, "10.0.0.256", "not an IP address: '10.0.0.256'"},
           Refusal{{"TrailingSpace"}, "10.0.0.1 ", "not an IP address: '10.0.0.1 '"},
           Refusal{{"WithLength"}, "10.0.0.1/24", "not an IP address: '10.0.0.1/24'"},
           Refusal{{"TwoGaps"}, "2001::db8::1", "not an IP address: '2001::db8::1'"},
           Refusal{{"Name"}, "localhost", "not an IP address: 'localhost'"},
           Refusal{{"ScopedByName"},
                   "fe80::1%lo",
                   "not an IP address: 'fe80::1%lo' does not name its interface by number; write "
                   "fe80::1%16 with the interface's index, because names differ between nodes"},
           Refusal{{"ScopedByZero"},
                   "fe80::1%0",
                   "not an IP address: 'fe80::1%0' does not name its interface by number; write "
                   "fe80::1%16 with the interface's index, because names differ between nodes"},
           Refusal{
               {"ScopedButGlobal"},
               "2001:db8::1%1",
               "not an IP address: '2001:db8::1%1' has a scope, which only link-local addresses "
               "have; write 2001:db8::1"},
           Refusal{{"ScopedV4"}, "10.0.0.1%1", "not an IP address: '10.0.0.1%1'"}),
    case_name);

class WrongPrefix : public ::testing::TestWithParam<Refusal> {};

TEST_P(WrongPrefix, IsRefused) {
  const std::string text = GetParam().text;

  EXPECT_THAT([&] { return Prefix(text); }, ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, WrongPrefix,
    Values(Refusal{{"V4HostBits"},
                   "10.0.0.1/24",
                   "not a prefix: '10.0.0.1/24' has host bits set; did you mean 10.0.0.0/24?"},
           Refusal{{"V6HostBits"},
                   "2001:db8::1/64",
                   "not a prefix: '2001:db8::1/64' has host bits set; did you mean 2001:db8::/64?"},
           Refusal{{"NoLength"},
                   "10.0.0.0",
                   "not a prefix: '10.0.0.0' has no prefix length; write 10.0.0.0/24 or /32"},
           Refusal{{"Scoped"},
                   "fe80::%1/64",
                   "not a prefix: 'fe80::%1/64' has a scope; write it without: the interface says "
                   "that already"},
           Refusal{{"V4TooLong"},
                   "10.0.0.0/33",
                   "not a prefix: '10.0.0.0/33' has a prefix length that is not 0 to 32"},
           Refusal{{"V6TooLong"},
                   "2001:db8::/129",
                   "not a prefix: '2001:db8::/129' has a prefix length that is not 0 to 128"},
           Refusal{{"NegativeLength"},
                   "10.0.0.0/-1",
                   "not a prefix: '10.0.0.0/-1' has a prefix length that is not 0 to 32"},
           Refusal{{"EmptyLength"},
                   "10.0.0.0/",
                   "not a prefix: '10.0.0.0/' has a prefix length that is not 0 to 32"},
           Refusal{{"Netmask"},
                   "10.0.0.0/255.0.0.0",
                   "not a prefix: '10.0.0.0/255.0.0.0' has a prefix length that is not 0 to 32"},
           Refusal{{"NoAddress"}, "/24", "not a prefix: '/24' does not begin with an IP address"}),
    case_name);

class WrongInterfaceAddress : public ::testing::TestWithParam<Refusal> {};

TEST_P(WrongInterfaceAddress, IsRefused) {
  const std::string text = GetParam().text;

  EXPECT_THAT([&] { return InterfaceAddress(text); },
              ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, WrongInterfaceAddress,
    Values(Refusal{{"V4NoLength"},
                   "192.168.10.1",
                   "not an interface address: '192.168.10.1' has no prefix length; write "
                   "192.168.10.1/24 or /32"},
           Refusal{{"V6NoLength"},
                   "2001:db8::1",
                   "not an interface address: '2001:db8::1' has no prefix length; write "
                   "2001:db8::1/64 or /128"},
           Refusal{
               {"TooLong"},
               "10.0.0.1/33",
               "not an interface address: '10.0.0.1/33' has a prefix length that is not 0 to 32"},
           Refusal{{"Name"},
                   "eth0",
                   "not an interface address: 'eth0' does not begin with an IP address"}),
    case_name);

TEST(PrefixOfMember, TooLongForItsFamilyIsRefused) {
  EXPECT_THAT(
      [] { return Prefix(IpAddress("10.0.0.1"), 33); },
      ThrowsMessage<DescriptionError>("not a prefix length for 10.0.0.1: 33 is more than 32"));
  EXPECT_THAT(
      [] { return InterfaceAddress(IpAddress("2001:db8::1"), 129); },
      ThrowsMessage<DescriptionError>("not a prefix length for 2001:db8::1: 129 is more than 128"));
}

TEST(PrefixOfMember, IsTheNetworkThatHoldsIt) {
  EXPECT_EQ(Prefix(IpAddress("10.1.2.3"), 16), Prefix("10.1.0.0/16"));
  EXPECT_EQ(Prefix(IpAddress("2001:db8:1:2::3"), 48), Prefix("2001:db8:1::/48"));
  EXPECT_EQ(InterfaceAddress("10.1.2.3/25").prefix(), Prefix("10.1.2.0/25"));
}

// Which addresses a prefix holds.

struct RangeCase : Case {
  const char* prefix;
  std::uint64_t capacity;
  const char* first;
  const char* last;
};

class HostsOfPrefix : public ::testing::TestWithParam<RangeCase> {};

TEST_P(HostsOfPrefix, RunFromTheFirstToTheLast) {
  const Prefix prefix(GetParam().prefix);

  const auto first = prefix.first_host_offset();
  const auto last = first + prefix.host_capacity() - 1;

  EXPECT_EQ(prefix.host_capacity(), GetParam().capacity);
  EXPECT_EQ(prefix.at(first), IpAddress(GetParam().first));
  EXPECT_EQ(prefix.at(last), IpAddress(GetParam().last));
  EXPECT_TRUE(prefix.contains(prefix.at(last)));
}

INSTANTIATE_TEST_SUITE_P(
    Lengths, HostsOfPrefix,
    Values(RangeCase{{"V4Usual"}, "10.0.0.0/24", 254, "10.0.0.1", "10.0.0.254"},
           RangeCase{{"V4Wide"}, "10.0.0.0/16", 65534, "10.0.0.1", "10.0.255.254"},
           RangeCase{{"V4Small"}, "10.0.0.4/30", 2, "10.0.0.5", "10.0.0.6"},
           RangeCase{{"V4PointToPoint"}, "10.0.0.4/31", 2, "10.0.0.4", "10.0.0.5"},
           RangeCase{{"V4Host"}, "10.0.0.4/32", 1, "10.0.0.4", "10.0.0.4"},
           RangeCase{{"V4All"}, "0.0.0.0/0", 0xfffffffe, "0.0.0.1", "255.255.255.254"},
           RangeCase{{"V6Small"}, "2001:db8::/126", 3, "2001:db8::1", "2001:db8::3"},
           RangeCase{{"V6Carry"}, "2001:db8::/112", 65535, "2001:db8::1", "2001:db8::ffff"},
           RangeCase{{"V6PointToPoint"}, "2001:db8::2/127", 2, "2001:db8::2", "2001:db8::3"},
           RangeCase{{"V6Host"}, "2001:db8::2/128", 1, "2001:db8::2", "2001:db8::2"},
           RangeCase{{"V6Usual"},
                     "2001:db8::/64",
                     (std::uint64_t{1} << 63) - 1,
                     "2001:db8::1",
                     "2001:db8::7fff:ffff:ffff:ffff"}),
    case_name);

TEST(PrefixAt, CarriesIntoTheNextByte) {
  EXPECT_EQ(Prefix("2001:db8::/64").at(0x1'0000), IpAddress("2001:db8::1:0"));
  EXPECT_EQ(Prefix("10.0.0.0/8").at(0x1'0000), IpAddress("10.1.0.0"));
}

TEST(PrefixContains, ItsAddressesAndNoOthers) {
  EXPECT_TRUE(Prefix("10.0.0.0/24").contains("10.0.0.255"));
  EXPECT_FALSE(Prefix("10.0.0.0/24").contains("10.0.1.0"));
  EXPECT_TRUE(Prefix("2001:db8::/64").contains("2001:db8::ffff"));
  EXPECT_FALSE(Prefix("2001:db8::/64").contains("2001:db8:0:1::"));
}

TEST(PrefixContains, NothingOfTheOtherFamily) {
  EXPECT_FALSE(Prefix("0.0.0.0/0").contains("::"));
  EXPECT_FALSE(Prefix("::/0").contains("0.0.0.0"));
  EXPECT_FALSE(Prefix("0.0.0.0/0").overlaps("::/0"));
}

TEST(PrefixOverlaps, WhenOneHoldsTheOther) {
  EXPECT_TRUE(Prefix("10.0.0.0/16").overlaps("10.0.3.0/24"));
  EXPECT_TRUE(Prefix("10.0.3.0/24").overlaps("10.0.0.0/16"));
  EXPECT_TRUE(Prefix("2001:db8::/32").overlaps("2001:db8:5::/48"));
  EXPECT_FALSE(Prefix("10.0.2.0/24").overlaps("10.0.3.0/24"));
}

TEST(PrefixOrder, IsByAddressThenWiderFirst) {
  EXPECT_LT(Prefix("10.0.0.0/24"), Prefix("10.0.1.0/24"));
  EXPECT_LT(Prefix("10.0.0.0/16"), Prefix("10.0.0.0/24"));
  EXPECT_LT(Prefix("192.0.2.0/24"), Prefix("::/0"));
  EXPECT_LT(InterfaceAddress("10.0.0.1/24"), InterfaceAddress("10.0.0.2/16"));
  EXPECT_LT(InterfaceAddress("10.0.0.1/16"), InterfaceAddress("10.0.0.1/24"));
}

TEST(InterfaceAddressText, PrintsAsWritten) {
  EXPECT_EQ(PrintToString(InterfaceAddress("192.168.10.1/24")), "192.168.10.1/24");
  EXPECT_EQ(PrintToString(InterfaceAddress("2001:db8::1/64")), "2001:db8::1/64");
  EXPECT_EQ(PrintToString(Prefix("192.168.10.0/24")), "192.168.10.0/24");
  EXPECT_EQ(PrintToString(Prefix("::/0")), "::/0");
}

TEST(PrefixesOfALink, AreNoneOneOrOneOfEachFamily) {
  EXPECT_THAT(Prefixes(), IsEmpty());
  EXPECT_THAT(Prefixes("10.0.0.0/24"), ElementsAre(Prefix("10.0.0.0/24")));
  EXPECT_THAT(Prefixes(std::string("10.0.0.0/24")), ElementsAre(Prefix("10.0.0.0/24")));
  EXPECT_THAT((Prefixes{"10.0.0.0/24", "2001:db8::/64"}),
              ElementsAre(Prefix("10.0.0.0/24"), Prefix("2001:db8::/64")));
}

}  // namespace
}  // namespace netrig
