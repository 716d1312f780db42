// A rule that a test names is one that can be.
#include <netrig/gtest.hpp>

namespace netrig {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class NoChain : public ::testing::TestWithParam<const char*> {};

TEST_P(NoChain, HasAPolicy) {
  EXPECT_THAT([] { Rule::policy_of(GetParam()); },
              ThrowsMessage<DescriptionError>(HasSubstr("is no chain: it is called by")));
}
INSTANTIATE_TEST_SUITE_P(Texts, NoChain,
                         ::testing::Values("", "forward", "filter forward", "inet filter ",
                                           " filter forward", "table inet filter forward"));

TEST(RuleReference, OfNoCommentIsNoRule) {
  EXPECT_THAT([] { Rule(""); },
              ThrowsMessage<DescriptionError>(HasSubstr("is called by its table and handle")));
}

TEST(RuleReference, OfHandleZeroIsNoRule) {
  EXPECT_THAT([] { Rule("inet filter", 0); },
              ThrowsMessage<DescriptionError>(HasSubstr("see Rule::policy_of()")));
}

TEST(RuleReference, KnowsAPolicyByItsChain) {
  const DecidingRule policy{.table = "inet filter", .chain = "forward"};

  EXPECT_TRUE(Rule::policy_of("inet filter forward").is(policy));
  EXPECT_FALSE(Rule::policy_of("inet filter input").is(policy));
}

}  // namespace
}  // namespace netrig
