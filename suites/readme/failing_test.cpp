// What README.md shows of a failure: ci/check-readme compares the two.
#include "first_test.cpp"

TEST_F(Office, ReachesTheManagementNetwork) {
  EXPECT_THAT(node(client).connect("10.0.9.1:22/tcp"), Reached());
}
