// What the matchers of tracked connections match, and what they say.
#include <netrig/gtest.hpp>

#include "case.hpp"

namespace netrig {
namespace {

using ::testing::DescribeMatcher;
using ::testing::Matches;
using ::testing::Not;
using List = std::vector<ConntrackEntry>;

// 10.0.0.2 to the public 203.0.113.1:8080, which is forwarded to 10.0.0.80:80 as if it came from
// the gateway: a hairpin.
ConntrackEntry hairpin() {
  return {.original = {"10.0.0.2", "203.0.113.1", 6, 41834, 8080, {}, 4},
          .reply = {"10.0.0.80", "10.0.0.1", 6, 80, 1024, {}, 5},
          .status = static_cast<std::uint32_t>(ConntrackStatus::seen_reply),
          .zone = 2,
          .mark = 7};
}

struct ConnectionCase : Case {
  TrackedConnection connection;
};

class TracksIt : public ::testing::TestWithParam<ConnectionCase> {};

TEST_P(TracksIt, WhenAllThatIsSaidIsSo) {
  EXPECT_THAT(List{hairpin()}, Tracks(GetParam().connection));
}

INSTANTIATE_TEST_SUITE_P(
    Connections, TracksIt,
    ::testing::Values(ConnectionCase{{"Any"}, {}}, ConnectionCase{{"From"}, {.from = "10.0.0.2"}},
                      ConnectionCase{{"FromAPort"}, {.from = "10.0.0.2:41834/tcp"}},
                      ConnectionCase{{"To"}, {.to = "203.0.113.1:8080/tcp"}},
                      ConnectionCase{{"SeenAs"}, {.seen_as = "10.0.0.1"}},
                      ConnectionCase{{"SeenAsAPort"}, {.seen_as = "10.0.0.1:1024/tcp"}},
                      ConnectionCase{{"DeliveredTo"}, {.delivered_to = "10.0.0.80:80/tcp"}},
                      ConnectionCase{{"Protocol"}, {.protocol = 6}},
                      ConnectionCase{{"Zone"}, {.zone = 2}},
                      ConnectionCase{{"ZonesOfDirections"}, {.original_zone = 4, .reply_zone = 5}},
                      ConnectionCase{{"Mark"}, {.mark = 7}},
                      ConnectionCase{{"Answered"}, {.answered = true}}),
    case_name);

class TracksItNot : public ::testing::TestWithParam<ConnectionCase> {};

TEST_P(TracksItNot, WhenOneThingIsOtherwise) {
  EXPECT_THAT(List{hairpin()}, Not(Tracks(GetParam().connection)));
}

INSTANTIATE_TEST_SUITE_P(
    Connections, TracksItNot,
    ::testing::Values(ConnectionCase{{"From"}, {.from = "10.0.0.3"}},
                      ConnectionCase{{"FromAPort"}, {.from = "10.0.0.2:1/tcp"}},
                      ConnectionCase{{"FromAPortOfUdp"}, {.from = "10.0.0.2:41834/udp"}},
                      ConnectionCase{{"To"}, {.from = "10.0.0.2", .to = "203.0.113.1:80/tcp"}},
                      ConnectionCase{{"SeenAs"}, {.seen_as = "10.0.0.2"}},
                      ConnectionCase{{"SeenAsAPort"}, {.seen_as = "10.0.0.1:41834/tcp"}},
                      ConnectionCase{{"DeliveredTo"}, {.delivered_to = "10.0.0.80:8080/tcp"}},
                      ConnectionCase{{"Protocol"}, {.protocol = 17}},
                      ConnectionCase{{"Zone"}, {.zone = 0}},
                      ConnectionCase{{"ZoneOfADirection"}, {.original_zone = 2}},
                      ConnectionCase{{"Mark"}, {.mark = 0}},
                      ConnectionCase{{"Unanswered"}, {.answered = false}}),
    case_name);

TEST(Tracks, NeedsAConnection) {
  EXPECT_THAT(List{}, Not(Tracks({})));
}

TEST(Tracks, NeedsOneThatHasEverything) {
  auto other = hairpin();
  other.original.source = "10.0.0.3";
  other.zone = 3;

  EXPECT_FALSE(Matches(Tracks({.from = "10.0.0.2", .zone = 3}))(List{hairpin(), other}));
}

TEST(Tracks, DescribesItself) {
  EXPECT_EQ(DescribeMatcher<List>(Tracks({.from = "10.0.0.2",
                                          .to = "[2001:db8::1]:80/tcp",
                                          .seen_as = "203.0.113.1",
                                          .delivered_to = "10.0.0.80",
                                          .protocol = 6,
                                          .zone = 2,
                                          .original_zone = 3,
                                          .reply_zone = 4,
                                          .mark = 7,
                                          .answered = true})),
            "lists a connection from 10.0.0.2 to [2001:db8::1]:80/tcp, of protocol 6, seen as "
            "203.0.113.1, delivered to 10.0.0.80, in zone 2, in zone 3 of its original direction, "
            "in zone 4 of its replies, marked 7, answered");
  EXPECT_EQ(DescribeMatcher<List>(Not(Tracks({.answered = false}))),
            "does not list a connection, unanswered");
}

TEST(ConnectionEnd, RefusesWhatIsNeitherAddressNorEndpoint) {
  EXPECT_THAT([] { ConnectionEnd("10.0.0"); },
              ::testing::ThrowsMessage<DescriptionError>("not an IP address: '10.0.0'"));
}

}  // namespace
}  // namespace netrig
