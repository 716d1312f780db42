// A drop ends a probe when it is proven, and not where the next packet may fare better.
#include <utility>

#include "case.hpp"
#include "ruled.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Field;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Values;

struct Rules : Case {
  const char* before;  // the chain
  const char* rules;
};

class Chances : public Firewalled, public ::testing::WithParamInterface<std::tuple<Rules, Family>> {
 protected:
  void SetUpRules() {
    const auto& rules = std::get<Rules>(GetParam());
    configure(nftables_text(fmt::format(
        "table inet filter {{\n{}\nchain forward {{\ntype filter hook forward priority filter\n{}\n"
        "drop comment \"the rest\"\n}}\n}}",
        rules.before, rules.rules)));
  }
  Outcome ask() {
    SetUpRules();
    return connect(std::get<Family>(GetParam()), 80);
  }
};

// For each of these, a packet that was dropped may be followed by one that is not.
using Uncertain = Chances;
INSTANTIATE_TEST_SUITE_P(
    Rules, Uncertain,
    Combine(Values(Rules{{"Limit"},
                         "",
                         "tcp dport 80 limit rate over 1/minute burst 1 packets drop; tcp dport 80 "
                         "limit rate over 1/hour accept"},
                   Rules{{"Quota"}, "", "quota over 1 mbytes accept"},
                   Rules{{"Numgen"}, "", "numgen inc mod 1000 999 accept"},
                   Rules{{"ConnectionCount"}, "", "ct count over 100 accept"},
                   Rules{{"Time"}, "", "meta time < \"1971-01-01 00:00:00\" accept"},
                   Rules{{"ChangingSet"},
                         "set allowed { type inet_service; flags timeout; }",
                         "tcp dport @allowed accept"},
                   Rules{{"SetWithALimitForEachElement"},
                         "set allowed { type inet_service; limit rate 1/hour; elements = { 81 }; }",
                         "tcp dport @allowed accept"},
                   Rules{
                       {"QuotaOfAMap"},
                       "quota little { over 25 mbytes; }\n"
                       "map quotas { type inet_service : quota; elements = { 80 : \"little\" }; }",
                       "quota name tcp dport map @quotas accept"},
                   Rules{{"PacketsOfAConnection"}, "", "ct original packets > 100 accept"},
                   Rules{{"InAChainThatWasJumpedTo"},
                         "chain web { numgen inc mod 1000 999 accept; }",
                         "jump web"}),
            both_families),
    combined_name);

TEST_P(Uncertain, AreWaitedForAndNamed) {
  const auto outcome = ask();

  EXPECT_THAT(outcome, DroppedAt(firewall, Rule("the rest")));
  EXPECT_THAT(outcome, Field(&Outcome::elapsed, Ge(short_patience)));
  EXPECT_THAT(outcome.drop, Optional(Field(&DropReport::doubt, Not(IsEmpty()))));
}

// And for each of these not.
using Certain = Chances;
INSTANTIATE_TEST_SUITE_P(
    Rules, Certain,
    Combine(Values(Rules{{"LimitOfALog"}, "", "limit rate 1/hour log prefix \"dropped \""},
                   Rules{
                       {"LimitOfAnotherProtocol"}, "", "meta l4proto udp limit rate 1/hour accept"},
                   Rules{{"LimitOfAnotherPort"}, "", "tcp dport 22 limit rate 1/hour accept"},
                   Rules{{"LimitInAChainThatWasNotJumpedTo"},
                         "chain other { limit rate 1/hour accept; }",
                         "tcp dport 22 jump other"},
                   Rules{{"SetWithACounterForEachElement"},
                         "set known { type inet_service; counter; elements = { 22 }; }",
                         "tcp dport @known accept"},
                   Rules{{"ConstantSet"},
                         "set allowed { type inet_service; elements = { 22 } }",
                         "tcp dport @allowed accept"},
                   Rules{{"Counter"}, "", "counter"}),
            both_families),
    combined_name);

TEST_P(Certain, EndTheProbeAtOnce) {
  const auto outcome = ask();

  EXPECT_THAT(outcome, AllOf(DroppedAt(firewall, Rule("the rest")),
                             Field(&Outcome::elapsed, Lt(short_patience))));
  EXPECT_THAT(outcome.drop, Optional(Field(&DropReport::doubt, IsEmpty())));
}

}  // namespace
}  // namespace netrig
