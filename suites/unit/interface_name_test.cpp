#include "netrig/core/interface_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::PrintToString;
using ::testing::ThrowsMessage;
using ::testing::Values;

struct Accepted : Case {
  const char* text;
};

class AcceptedInterfaceName : public ::testing::TestWithParam<Accepted> {};

TEST_P(AcceptedInterfaceName, PrintsAsWritten) {
  const InterfaceName name(GetParam().text);

  EXPECT_EQ(name.str(), GetParam().text);
  EXPECT_EQ(PrintToString(name), GetParam().text);
  EXPECT_EQ(fmt::format("{}", name), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Names, AcceptedInterfaceName,
                         Values(Accepted{{"Usual"}, "eth0"}, Accepted{{"OneByte"}, "l"},
                                Accepted{{"AWordOfIpLink"}, "up"},
                                Accepted{{"Punctuation"}, "veth-red.10"},
                                Accepted{{"Longest"}, "a-name-of-15-by"},
                                Accepted{{"ThreeDots"}, "..."}, Accepted{{"Utf8"}, "\u00fc0"}),
                         case_name);

struct Refusal : Case {
  const char* text;
  const char* reason;
};

class WrongInterfaceName : public ::testing::TestWithParam<Refusal> {};

TEST_P(WrongInterfaceName, IsRefused) {
  EXPECT_THAT([] { return InterfaceName(GetParam().text); },
              ThrowsMessage<DescriptionError>(fmt::format("not an interface name: '{}' {}",
                                                          GetParam().text, GetParam().reason)));
}

constexpr auto forbidden =
    "holds '/', ':', '%' or white space (addresses go in braces: {node, {\"10.0.0.1/24\"}})";

INSTANTIATE_TEST_SUITE_P(
    Names, WrongInterfaceName,
    Values(Refusal{{"Empty"}, "", "is empty"},
           Refusal{{"TooLong"}, "a-name-with-16-b", "has 16 bytes, the kernel takes at most 15"},
           Refusal{{"Dot"}, ".", "is a directory's name"},
           Refusal{{"DotDot"}, "..", "is a directory's name"},
           Refusal{{"Slash"}, "eth/0", forbidden}, Refusal{{"Colon"}, "eth0:1", forbidden},
           Refusal{{"Pattern"}, "eth%d", forbidden}, Refusal{{"Space"}, "eth 0", forbidden},
           Refusal{{"Newline"}, "eth0\n", forbidden},
           Refusal{{"Address"}, "10.0.0.1/24", forbidden}),
    case_name);

TEST(InterfaceNameWithAZeroByte, IsRefused) {
  EXPECT_THROW(InterfaceName(std::string("eth0\0", 5)), DescriptionError);
}

TEST(InterfaceNameOrder, IsThatOfItsText) {
  EXPECT_LT(InterfaceName("eth0"), InterfaceName("eth1"));
  EXPECT_EQ(InterfaceName("eth0"), InterfaceName(std::string("eth0")));
  EXPECT_NE(InterfaceName("eth0"), InterfaceName("Eth0"));
}

}  // namespace
}  // namespace netrig
