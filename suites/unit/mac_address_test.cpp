#include "netrig/core/mac_address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::PrintToString;
using ::testing::ThrowsMessage;
using ::testing::Values;

TEST(MacAddressText, IsReadInTheOrderOfTransmission) {
  const MacAddress address("02:00:5e:10:a0:ff");

  EXPECT_THAT(address.bytes, ElementsAre(0x02, 0x00, 0x5e, 0x10, 0xa0, 0xff));
}

TEST(MacAddressText, PrintsInLowerCaseWithLeadingZeros) {
  EXPECT_EQ(PrintToString(MacAddress("02:00:5E:10:A0:FF")), "02:00:5e:10:a0:ff");
  EXPECT_EQ(fmt::format("{}", MacAddress()), "00:00:00:00:00:00");
}

struct Refusal : Case {
  const char* text;
};

class WrongMacAddress : public ::testing::TestWithParam<Refusal> {};

TEST_P(WrongMacAddress, IsRefusedWithAnExample) {
  const std::string text = GetParam().text;

  EXPECT_THAT([&] { return MacAddress(text); },
              ThrowsMessage<DescriptionError>(
                  fmt::format("not a link-layer address: '{}'; write 02:00:5e:10:00:00", text)));
}

INSTANTIATE_TEST_SUITE_P(Texts, WrongMacAddress,
                         Values(Refusal{{"Empty"}, ""}, Refusal{{"FiveBytes"}, "02:00:5e:10:00"},
                                Refusal{{"SevenBytes"}, "02:00:5e:10:00:00:00"},
                                Refusal{{"Dashes"}, "02-00-5e-10-00-00"},
                                Refusal{{"NotHexadecimal"}, "02:00:5e:10:00:0g"},
                                Refusal{{"Space"}, "02:00:5e:10:00: 0"},
                                Refusal{{"ShortBytes"}, "2:0:5e:10:0:0"},
                                Refusal{{"Negative"}, "02:00:5e:10:00:-1"}),
                         case_name);

TEST(MacAddressOrder, IsByBytes) {
  EXPECT_LT(MacAddress("02:00:00:00:00:01"), MacAddress("02:00:00:00:00:02"));
  EXPECT_LT(MacAddress("02:00:00:00:00:ff"), MacAddress("03:00:00:00:00:00"));
}

}  // namespace
}  // namespace netrig
